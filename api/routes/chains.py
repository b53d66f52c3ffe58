"""Pages about industry chains: the list, and one chain's board."""

from fastapi import APIRouter, Request, Response

from api.chain_view import GRADES, lanes
from api.context import Shared
from api.pages import page
from api.reading import chain_board, chain_list
from api.visitor import Admitted

router = APIRouter(include_in_schema=False)


@router.get("/chains")
def chains_page(request: Request, context: Shared, visitor: Admitted) -> Response:
    """Show all chains with score, gaps and weak nodes."""
    return page(request, "chains.html", visitor, chains=chain_list(context, visitor.principal))


@router.get("/chains/{name}")
def chain_page(request: Request, context: Shared, visitor: Admitted, name: str) -> Response:
    """Show one chain's board."""
    chain, board = chain_board(context, visitor.principal, name)
    shown = lanes(board["rows"], board["firms"], board["nearest"])
    hanging = [r for r in board["reviews"] if r["decides"]]
    return page(
        request,
        "chain.html",
        visitor,
        chain=chain,
        lanes=shown,
        grades=GRADES,
        open=board["reviews"],
        hanging=hanging,
    )
