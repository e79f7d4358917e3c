"""The reports kept up in a process of its own, in small steps, each told on standard output."""

import sys

from kiosk.store import model_rows
from server_sync.central.read_models import ReadModels
from server_sync.central.worker_login import WorkerLogin
from tests.centre import TENANT

if __name__ == "__main__":
    with WorkerLogin(sys.argv[1], TENANT).connected() as connection:
        models = ReadModels(connection, TENANT, model_rows)
        while models.step(2):
            sys.stdout.write(".\n")
            sys.stdout.flush()
