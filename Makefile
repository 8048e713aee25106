# make figures   set up, run everything on seeds/, write figures/
# make test      set up, run every test: pytest, and every cell of every notebook
# make lab       JupyterLab on the notebooks
# make check     lint, format, types
#
# Variables:  make figures PYTHON=python3.12          another Python (3.11, 3.12 or 3.13)
#             make figures TORCH_INDEX=               torch from PyPI only (on Linux x86: the large CUDA build)
#             make figures TORCH_INDEX=https://…      torch from another index
# Without make, the README gives the same steps as plain commands.

VENV        := .venv
PY          := $(VENV)/bin/python
READY       := $(VENV)/.ready
CPU_INDEX   := https://download.pytorch.org/whl/cpu
# "auto": the index of torch's CPU builds on Linux, if it can be reached
TORCH_INDEX ?= auto

FITS   := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
            $$p -c "$(FITS)" 2>/dev/null && echo $$p && break; done)

# notebooks run in the kernel of $(VENV), whatever kernels the user has installed
export JUPYTER_PREFER_ENV_PATH = 1
export PYTHONUTF8 = 1
export TOKENIZERS_PARALLELISM = false

.PHONY: figures test lab check setup
.DEFAULT_GOAL := figures

figures: $(READY)
	$(PY) -m analysis run seeds --out runs/seed
	$(PY) -m analysis figures runs/seed --out figures

test: $(READY)
	$(PY) -m pytest tests --nbval notebooks --nbval-current-env --nbval-cell-timeout=300

lab: $(READY)
	$(PY) -m jupyterlab notebooks

check: $(READY)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

setup: $(READY)

$(READY): requirements.txt requirements.lock pyproject.toml
	@test -n "$(PYTHON)" && $(PYTHON) -c "$(FITS)" || { \
	  echo "No Python 3.11, 3.12 or 3.13 with venv was found$(if $(PYTHON), under the name '$(PYTHON)')."; \
	  echo "Install one (Debian, Ubuntu: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3"; \
	  exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version): about 1.5 GB, a few minutes, once."
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@index="$(TORCH_INDEX)"; \
	if [ "$$index" = auto ]; then \
	  index=; \
	  case "$$(uname -sm)" in "Linux x86_64") \
	    if $(PY) -c "import urllib.request as u; u.urlopen('$(CPU_INDEX)/torch/', timeout=8)" 2>/dev/null; \
	    then index=$(CPU_INDEX); \
	    else echo "$(CPU_INDEX) cannot be reached: torch comes from pip's own indexes."; fi;; \
	  esac; \
	fi; \
	$(PY) -m pip install --disable-pip-version-check $${index:+--extra-index-url $$index} \
	  -r requirements.txt -c requirements.lock
	@$(PY) -m pip install --disable-pip-version-check --no-deps --quiet --editable .
	@touch $(READY)
	@echo "Ready."
