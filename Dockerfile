# Model Sync in a container: the dashboard and the HTTP API on port 8501, as a user without rights.
# It listens on every address, so it serves nobody until a login is configured (README, "Who may enter").
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --compile -r requirements.txt

COPY pyproject.toml README.md LICENSE app.py ./
COPY .streamlit .streamlit
COPY modelsync modelsync
COPY pages pages
COPY pricing pricing
RUN pip install --no-cache-dir --no-deps --editable . \
    && python -m compileall -q modelsync pages app.py \
    && useradd --system --uid 10001 --home-dir /data --create-home modelsync

# SQLite's files live here, the demo's too; DATABASE_URL names a PostgreSQL server instead.
ENV DATABASE_URL=sqlite:////data/modelsync.db
VOLUME /data
WORKDIR /data
USER 10001
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import httpx; httpx.get('http://127.0.0.1:8501/api/v1/health', timeout=4, trust_env=False).raise_for_status()"]

CMD ["streamlit", "run", "/app/app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true"]
