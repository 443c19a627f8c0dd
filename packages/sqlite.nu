# SQLite: a database in a file.
use pkgs [zlib readline]

export def main [] {
  let src = fetch --unpack debian:pool/main/s/sqlite3/sqlite3_3.40.1.orig.tar.xz sha256-aaa776260ab4dc976db34aa7891819484c8676b5b2783123ebc6301e2ca5d655
  (derivation sqlite "3.40.1" $src [$zlib $readline] --runtime c@1 --outputs [out dev]
    --license blessing --description "SQL database in a file" {|pkgs, src|
    autotools --disable-static --disable-tcl "--with-readline-lib=-lreadline -ltinfo" --with-readline-inc=-I/usr/include/readline
    split-dev
  })
}
