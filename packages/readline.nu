# Readline: lines that are edited as they are typed.
use pkgs [ncurses]

export def main [] {
  let src = fetch --unpack debian:pool/main/r/readline/readline_8.2.orig.tar.gz sha256-3feb7171f16a84ee82ca18a36d7b9be109a52c04f492a053331d7d1095007c35
  (derivation readline "8.2" $src [$ncurses] --runtime c@1 --outputs [out dev]
    --license GPL-3.0-or-later --description "Lines that are edited as they are typed" {|pkgs, src|
    configure --disable-static --with-curses
    make-install SHLIB_LIBS=-ltinfo
    split-dev
  })
}
