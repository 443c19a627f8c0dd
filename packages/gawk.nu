# gawk: the language for lines and fields.
use pkgs [readline]

export def main [] {
  let src = fetch --unpack debian:pool/main/g/gawk/gawk_5.2.1.orig.tar.xz sha256-2337a0283b180ec1b9c727973a34781c6478b3ae9bcbdcca0a4dc49861d75a65
  derivation gawk "5.2.1" $src [$readline] --runtime c@1 --license GPL-3.0-or-later --description "Language for text" {|pkgs, src|
    # Debian leaves the manual out, which the examples are a part of.
    ^sed -i "/^SUBDIRS/s/doc awklib //" Makefile.in
    autotools --disable-nls --disable-mpfr
    rm $"($env.out)/usr/bin/gawkbug"  # it knows where gawk was built
  }
}
