"""gunicorn in the container: threads, because pages wait for the database more than they compute."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
# A worker is renewed now and then: a slow leak never becomes an outage.
max_requests = 2000
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm"  # the heartbeat file must not wait for a disk
control_socket_disable = True
accesslog = "-"
# Without the query string: it may hold the token of a mailed link.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(b)s %(M)sms"
forwarded_allow_ips = "*"  # only the reverse proxy reaches this port
