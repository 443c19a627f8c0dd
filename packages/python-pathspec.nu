# pathspec: patterns of paths as in .gitignore, for Python. The package of Debian holds its sources.
export def main [] {
  let src = fetch --unpack debian:pool/main/p/python-pathspec/python3-pathspec_0.11.0-1_all.deb sha256-34c2835f36cabfbbf2b7f52131327bf4891818f6719a1eb80f5c2a80d64f16c6
  derivation python-pathspec "0.11.0" $src [] --runtime python@3.11 --license MPL-2.0 --description "Patterns of paths, for Python" {|pkgs, src|
    install-to usr/lib/python3/dist-packages/pathspec ...(glob lib/python3/dist-packages/pathspec/*.py)
    install-to usr/lib/python3/dist-packages/pathspec/patterns ...(glob lib/python3/dist-packages/pathspec/patterns/*.py)
  }
}
