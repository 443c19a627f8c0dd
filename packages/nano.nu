# nano: an editor that says which keys do what.
use pkgs [ncurses]

export def main [] {
  let src = fetch --unpack debian:pool/main/n/nano/nano_7.2.orig.tar.xz sha256-86f3442768bd2873cec693f83cdf80b4b444ad3cc14760b74361474fc87a4526
  derivation nano "7.2" $src [$ncurses] --runtime c@1 --license GPL-3.0-or-later --description "Editor" {|pkgs, src|
    autotools --disable-nls --disable-libmagic
  }
}
