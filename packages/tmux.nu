# tmux: several terminals in one, that stay when you leave.
use pkgs [libevent ncurses]

export def main [] {
  let src = fetch --unpack debian:pool/main/t/tmux/tmux_3.3a.orig.tar.gz sha256-e4fd347843bd0772c4f48d6dde625b0b109b7a380ff15db21e97c11a4dcdf93f
  derivation tmux "3.3a" $src [$libevent $ncurses] --runtime c@1 --license ISC --description "Several terminals in one" {|pkgs, src|
    autotools
  }
}
