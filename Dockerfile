# The product in a container: the locked packages with their hashes checked, the source beside them, no root.
FROM python:3.11.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_NO_CACHE=1
RUN python -m venv /venv
ENV VIRTUAL_ENV=/venv PATH=/venv/bin:$PATH
WORKDIR /app
COPY uv.pin requirements.lock ./
RUN pip install --require-hashes -r uv.pin \
 && uv pip install --require-hashes --compile-bytecode -r requirements.lock
COPY pyproject.toml LICENSE README.md ./
COPY core core
COPY store store
COPY data data
COPY ingest ingest
COPY resolution resolution
COPY graph_model graph_model
COPY queries queries
COPY governance governance
COPY access access
COPY viz viz
COPY pipeline pipeline
COPY api api
COPY cli cli
COPY benchmarks benchmarks
RUN uv pip install --offline --no-deps --no-build-isolation -e .

FROM python:3.11.13-slim-bookworm
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin chanye \
 && install -d -o chanye -g chanye -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH VIRTUAL_ENV=/venv PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp CHANYE_HOME=/data
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["chanye"]
CMD ["serve"]
