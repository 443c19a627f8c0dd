# xz: LZMA compression, as a program and a library.
export def main [] {
  let src = fetch --unpack debian:pool/main/x/xz-utils/xz-utils_5.4.1.orig.tar.xz sha256-5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5
  derivation xz "5.4.1" $src [] --runtime c@1 --outputs [out dev] --license 0BSD --description "LZMA compression" {|pkgs, src|
    autotools --disable-static --disable-doc
    split-dev
  }
}
