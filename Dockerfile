# Model Sync in a container: the dashboard and the HTTP API on port 8501, as a user without rights.
# It listens on every address, so it serves nobody until a login is configured (README, "Who may enter").
#
# The tag may move to another image. To build on the same one every time, write down the digest that
# `docker buildx imagetools inspect python:3.13-slim` prints and build with
# `--build-arg BASE=python:3.13-slim@sha256:<digest>`.
ARG BASE=python:3.13-slim

FROM ${BASE} AS wheel
WORKDIR /source
COPY requirements-build.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE app.py ./
COPY .streamlit/config.toml .streamlit/
COPY modelsync modelsync
COPY pages pages
COPY pricing pricing
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel .

FROM ${BASE}
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --compile -r requirements.txt
COPY --from=wheel /wheel /wheel
RUN pip install --no-cache-dir --no-deps --no-index --compile /wheel/*.whl \
    && useradd --system --uid 10001 --home-dir /data --create-home modelsync

# SQLite's files live here, the demo's too; DATABASE_URL names a PostgreSQL server instead.
ENV DATABASE_URL=sqlite:////data/modelsync.db
VOLUME /data
WORKDIR /data
USER 10001
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import httpx; httpx.get('http://127.0.0.1:8501/api/v1/health', timeout=4, trust_env=False).raise_for_status()"]

CMD ["modelsync", "serve", "--host", "0.0.0.0", "--port", "8501"]
