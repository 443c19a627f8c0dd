# libffi: calls to functions that are known only when a program runs.
export def main [] {
  let src = fetch --unpack debian:pool/main/libf/libffi/libffi_3.4.4.orig.tar.gz sha256-d66c56ad259a82cf2a9dfc408b32bf5da52371500b84745f7fb8b645712df676
  derivation libffi "3.4.4" $src [] --runtime c@1 --outputs [out dev] --license MIT --description "Calls to functions known at run time" {|pkgs, src|
    autotools --disable-static --disable-multi-os-directory
    split-dev
  }
}
