# One image for web, worker, beat, migrations and the mail catcher; the command decides (docker-compose.yml).
FROM python:3.13-slim-trixie AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /app
COPY requirements.lock ./
RUN /venv/bin/pip install --quiet --require-hashes -r requirements.lock
COPY . .
# Translations and static files are made here, once: the running container writes nothing into its image.
ENV DJANGO_SETTINGS_MODULE=network_portal.settings.production STATIC_ROOT=/app/var/static
RUN mkdir -p var \
    && /venv/bin/python -m devservices.catalogues \
    && SECRET_KEY=only-while-building ALLOWED_HOSTS=build DATABASE_URL=sqlite://:memory: \
       /venv/bin/python manage.py collectstatic --noinput -v 0 \
    && /venv/bin/python -m compileall -q /app /venv

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin portal \
    && install -d -o portal /data /data/media /data/private /data/beat /data/mail /data/bounces /data/journals
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=network_portal.settings.production \
    STATIC_ROOT=/app/var/static \
    MEDIA_ROOT=/data/media \
    PRIVATE_ROOT=/data/private \
    MAIL_JOURNAL_DIR=/data/journals
USER portal
VOLUME ["/data/media", "/data/private"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=40s --retries=4 CMD ["python", "deploy/healthcheck.py", "web"]
CMD ["gunicorn", "network_portal.wsgi", "--config", "deploy/web_server.py"]
