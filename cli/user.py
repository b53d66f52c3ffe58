"""`chanye user`: who may sign in."""

from typing import Annotated

import typer

from cli.output import Format, write_rows

app = typer.Typer(no_args_is_help=True, help="账号：查看、新增、停用、重置口令。")
Login = Annotated[str, typer.Argument(help="登录名")]


@app.command("list")
def list_users(form: Annotated[Format, typer.Option("--format", help="输出格式")] = Format.TABLE) -> None:
    """列出全部账号。"""
    from access.roles import load_roles
    from core.settings import get_settings
    from store.accounts import list_accounts
    from store.ledger import Ledger

    roles = load_roles().roles
    with Ledger(get_settings()).session() as session:
        rows = [
            {
                "login": a.login,
                "display_name": a.display_name,
                "role": a.role,
                "caption": roles[a.role].caption if a.role in roles else "（已不存在）",
                "scope": a.scope,
                "state": "停用" if a.disabled else "须改口令" if a.must_change else "正常",
                "locked_until": a.locked_until,
                "signed_in_at": a.signed_in_at,
            }
            for a in list_accounts(session)
        ]
    columns = [
        *(
            ("login", "登录名"),
            ("display_name", "姓名"),
            ("role", "角色"),
            ("caption", "角色名"),
            ("scope", "范围"),
        ),
        *(("state", "状态"), ("locked_until", "锁定至（UTC）"), ("signed_in_at", "最近登录（UTC）")),
    ]
    write_rows(rows, columns, form)


@app.command()
def add(
    login: Login,
    role: Annotated[str, typer.Option(help="角色，见 access/roles.yaml")] = "analyst",
    name: Annotated[str, typer.Option(help="姓名，显示在页面上")] = "",
    scope: Annotated[str | None, typer.Option(help="镇街、行业或单位（角色要求时）")] = None,
) -> None:
    """新增账号：首次口令随机生成，只显示这一次，登录后须修改。"""
    from access.principal import local_operator
    from access.roles import sign_in_role
    from core.settings import get_settings
    from store.accounts import add_account
    from store.ledger import Ledger

    caption = sign_in_role(role, scope).caption
    with Ledger(get_settings()).session() as session:
        password = add_account(
            session, login, role, actor=local_operator().actor, display_name=name, scope=scope
        )
    typer.echo(f"已新增账号 {login}（{caption}）。首次口令（只显示这一次）：", err=True)
    typer.echo(password)


@app.command()
def disable(
    login: Login,
    undo: Annotated[bool, typer.Option("--undo", help="重新启用")] = False,
) -> None:
    """停用账号：立即退出所有登录；加 --undo 重新启用。"""
    from access.principal import local_operator
    from core.settings import get_settings
    from store.accounts import set_disabled
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        set_disabled(session, login, not undo, actor=local_operator().actor)
    typer.echo(f"账号 {login} 已{'启用' if undo else '停用'}。", err=True)


@app.command("reset-password")
def reset(login: Login) -> None:
    """重置口令：随机生成，只显示这一次，登录后须修改；同时解除锁定、退出所有登录。"""
    from access.principal import local_operator
    from core.settings import get_settings
    from store.accounts import reset_password
    from store.ledger import Ledger

    with Ledger(get_settings()).session() as session:
        password = reset_password(session, login, actor=local_operator().actor)
    typer.echo(f"账号 {login} 的新口令（只显示这一次）：", err=True)
    typer.echo(password)
