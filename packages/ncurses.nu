# ncurses: windows of text on every terminal.
export def main [] {
  let src = fetch --unpack debian:pool/main/n/ncurses/ncurses_6.4.orig.tar.gz sha256-6931283d9ac87c5073f30b6290c4c75f21632bb4fc3603ac8100812bed248159
  derivation ncurses "6.4" $src [] --runtime c@1 --outputs [out dev] --license X11 --description "Text windows on terminals" {|pkgs, src|
    (autotools --with-shared --without-normal --without-debug --without-ada --without-cxx-binding --without-tests --enable-widec --enable-pc-files
      $"--with-pkg-config-libdir=($env.NUKA_LIBDIR)/pkgconfig" --with-default-terminfo-dir=/usr/share/terminfo --without-manpages --with-termlib=tinfo)
    ^sed -i $"s,($src)/,,g" $"($env.out)/usr/include/curses.h"
    # There is one kind of each library, which programs find by its old name too.
    for name in [ncurses form menu panel] {
      $"INPUT\(-l($name)w -ltinfo)\n" | save $"($env.out)($env.NUKA_LIBDIR)/lib($name).so"
      ^ln --symbolic $"($name)w.pc" $"($env.out)($env.NUKA_LIBDIR)/pkgconfig/($name).pc"
    }
    ^ln --symbolic libncurses.so $"($env.out)($env.NUKA_LIBDIR)/libcurses.so"
    split-dev
  }
}
