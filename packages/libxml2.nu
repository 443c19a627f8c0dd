# libxml2: XML, whole and in streams.
use pkgs [zlib xz]

export def main [] {
  let src = fetch --unpack debian:pool/main/libx/libxml2/libxml2_2.9.14+dfsg.orig.tar.xz sha256-4fe913dec8b1ab89d13b489b419a8203176ea39e931eaa0d25b17eafb9c279e9
  derivation libxml2 "2.9.14" $src [$zlib $xz] --runtime c@1 --outputs [out dev] --license MIT --description "XML" {|pkgs, src|
    autotools --disable-static --without-python --with-lzma
    split-dev
  }
}
