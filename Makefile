# TEMIS: mỗi việc một lệnh, chạy lại bao nhiêu lần cũng được. `make` liệt kê các lệnh.
# Máy mới: Debian 12, Python 3.11, quyền root hoặc sudo, và kho gói (pip, apt).

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev tools run work seed test test-fast check bench clean

PYTHON ?= python3
PORT ?= 8000
SIZE ?= demo
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi

# Every module is compiled once, also where the machine says otherwise: tests and jobs start this program many times.
unexport PYTHONDONTWRITEBYTECODE

# A stamp carries the hash of the lock it was made from: the second run is instant, a changed lock installs again.
stamp = $(VENV)/.installed-$(1)-$(shell sha256sum $(1).txt | cut -c1-16)
RUNTIME := $(call stamp,requirements)
DEV := $(call stamp,requirements-dev)
INSTALL := $(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check --require-hashes

help: ## Liệt kê các lệnh
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: $(RUNTIME) ## Tạo môi trường .venv từ bản khóa có mã băm

setup-dev: $(DEV)

$(VENV)/bin/python:
	@echo "→ Tạo môi trường Python trong $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên (đang có: $$($(PYTHON) --version)). Chọn bản khác: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/apt "tạo môi trường Python" python3-venv
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): | $(VENV)/bin/python
	@echo "→ Cài các gói để chạy (requirements.txt)"
	@$(INSTALL) -r requirements.txt
	@rm -f $(VENV)/.installed-requirements-????????????????; touch $@

$(DEV): | $(VENV)/bin/python
	@echo "→ Cài các gói để phát triển và kiểm thử (requirements-dev.txt)"
	@$(INSTALL) -r requirements-dev.txt
	@rm -f $(VENV)/.installed-requirements-*; touch $@ $(RUNTIME)

tools: ## Cài PostgreSQL, Chromium, poppler cho kiểm thử (apt, nếu còn thiếu)
	@.ci/tools

run: $(RUNTIME) ## Chạy thử: cơ sở dữ liệu, dữ liệu mẫu, trang web, tiến trình nền (STANDIN=8090: thêm CSDL ngành giả; TODAY=2022-05-25: ngày khác)
	@$(BIN)/python -m app.commands.serve --port $(PORT) $(if $(STANDIN),--standin $(STANDIN)) $(if $(TODAY),--today $(TODAY))

work: $(RUNTIME) ## Chỉ chạy tiến trình nền (khi trang web chạy ở nơi khác)
	@$(FLASK) work

seed: $(RUNTIME) ## Tạo lại dữ liệu mẫu: make seed SIZE=demo|province|nation (xóa dữ liệu đang có)
	@$(FLASK) db upgrade
	@$(FLASK) seed --size $(SIZE) --replace

test: $(DEV) tools ## Kiểm thử toàn bộ, cả trên trình duyệt
	@echo "→ Kiểm thử toàn bộ"
	@$(BIN)/python -m pytest -n auto --dist worksteal

test-fast: $(DEV) ## Kiểm thử nhanh: quy tắc, nếp nhà, hành động trên SQLite
	@$(BIN)/python -m pytest -n auto --dist worksteal -m fast

check: $(DEV) ## Soát mã: ruff, kiểu, hợp đồng import, khuôn mẫu
	@echo "→ ruff";            $(BIN)/ruff check .
	@echo "→ ruff format";     $(BIN)/ruff format --check .
	@echo "→ mypy";            $(BIN)/mypy
	@echo "→ hợp đồng import"; $(BIN)/lint-imports
	@echo "→ khuôn mẫu";       $(BIN)/djlint templates --lint --quiet
	@echo "→ gói phụ thuộc";   $(BIN)/deptry .

bench: $(RUNTIME) ## Đo các hạn mức (byte, CPU, truy vấn, nhập 40.000 dòng) trên dữ liệu cỡ một tỉnh; DB=postgresql; PARTS="pages report", PARTS=nation: chỉ các phần ấy
	@$(BIN)/python -m app.commands.bench $(PARTS) $(if $(filter postgresql,$(DB)),--postgresql)

clean: ## Xóa môi trường và bộ nhớ đệm (giữ dữ liệu trong instance/)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
