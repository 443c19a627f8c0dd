# zlib: the compression of gzip, zip and PNG.
export def main [] {
  let src = fetch --unpack debian:pool/main/z/zlib/zlib_1.2.13.dfsg.orig.tar.bz2 sha256-71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1
  derivation zlib "1.2.13" $src [] --runtime c@1 --outputs [out dev] --license Zlib --description "Compression library" {|pkgs, src|
    ^./configure --prefix=/usr $"--libdir=($env.NUKA_LIBDIR)"
    make-install
    split-dev
  }
}
