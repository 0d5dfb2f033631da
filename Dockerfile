# Bellringer in a container:
#   docker build --tag bellringer .
#   docker run --env-file .env --env HOST=0.0.0.0 --publish 127.0.0.1:3000:3000 --volume bellringer:/data bellringer

FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock .
# everything comes as a wheel whose hash is known; nothing is compiled
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
    --requirement requirements.lock

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app HOST=0.0.0.0 PORT=3000 DATABASE_URL=sqlite:////data/bellringer.db MPLCONFIGDIR=/tmp/matplotlib
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin bellringer \
 && install -d -o bellringer -g bellringer /data \
 && printf '#!/bin/sh\nexec python -m bot "$@"\n' > /usr/local/bin/bellringer \
 && chmod 755 /usr/local/bin/bellringer
COPY --from=build /venv /venv
COPY bot /app/bot
COPY handlers /app/handlers
COPY scheduler /app/scheduler
COPY views /app/views
COPY connectors /app/connectors
COPY storage /app/storage
COPY sales /app/sales
COPY sandbox /app/sandbox
RUN python -m compileall -q /app /venv/lib
WORKDIR /data
VOLUME /data
USER bellringer
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/readyz' % os.environ['PORT'], timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["bellringer"]
CMD ["run"]
