# libyaml: YAML, read and written.
export def main [] {
  let src = fetch --unpack debian:pool/main/liby/libyaml/libyaml_0.2.5.orig.tar.gz sha256-fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e
  derivation libyaml "0.2.5" $src [] --runtime c@1 --outputs [out dev] --license MIT --description "YAML" {|pkgs, src|
    ^sh bootstrap
    autotools --disable-static
    split-dev
  }
}
