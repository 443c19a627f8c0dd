# yamllint: finds mistakes in YAML files, in Python.
use pkgs [python_pathspec python_yaml]

export def main [] {
  let src = fetch --unpack debian:pool/main/y/yamllint/yamllint_1.29.0.orig.tar.gz sha256-f64835b4a35aec0c881e725275a8ceb11324ec0a0b8ba2b0b1c9bcd5f8ec14d4
  let modules = [$python_pathspec $python_yaml]
  (derivation yamllint "1.29.0" $src $modules --needs-run $modules --runtime python-build@3.11
    --license GPL-3.0-or-later --description "Finds mistakes in YAML" {|pkgs, src|
    pip-install
  })
}
