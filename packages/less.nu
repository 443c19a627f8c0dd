# less: shows text a screen at a time.
use pkgs [ncurses]

export def main [] {
  let src = fetch --unpack debian:pool/main/l/less/less_590.orig.tar.gz sha256-6aadf54be8bf57d0e2999a3c5d67b1de63808bb90deb8f77b028eafae3a08e10
  derivation less "590" $src [$ncurses] --runtime c@1 --license GPL-3.0-or-later --description "Pager" {|pkgs, src|
    autotools
  }
}
