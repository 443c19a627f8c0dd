# PyYAML: YAML for Python. The package of Debian holds its sources; what it compiled of them is left out.
export def main [] {
  let src = fetch --unpack "debian:pool/main/p/pyyaml/python3-yaml_6.0-3+b2_amd64.deb" sha256-8d0db0b3099298fe039b94e4c52a6987798a90d23b80de3ac13c3cb75cf622a2
  derivation python-yaml "6.0" $src [] --runtime python@3.11 --license MIT --description "YAML, for Python" {|pkgs, src|
    install-to usr/lib/python3/dist-packages/yaml ...(glob lib/python3/dist-packages/yaml/*.py)
  }
}
