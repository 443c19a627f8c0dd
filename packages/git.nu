# git: version control.
use pkgs [zlib openssl curl expat pcre2]

export def main [] {
  let src = fetch --unpack debian:pool/main/g/git/git_2.39.5.orig.tar.xz sha256-c58da92c378df4a986ca33266897a7397e86c22ee266a284d8c2432c39066b59
  (derivation git "2.39.5" $src [$zlib $openssl $curl $expat $pcre2] --runtime c@1 --needs [network]
    --license GPL-2.0-only --description "Version control" {|pkgs, src|
    let flags = [
      prefix=/usr sysconfdir=/etc gitexecdir=libexec/git-core NO_TCLTK=1 NO_GETTEXT=1 NO_PYTHON=1 USE_LIBPCRE2=1
      INSTALL_SYMLINKS=1 NO_INSTALL_HARDLINKS=1 PERL_PATH=/usr/bin/perl SHELL_PATH=/bin/sh $"CFLAGS=($env.CFLAGS)"
    ]
    make-install ...$flags
  })
}
