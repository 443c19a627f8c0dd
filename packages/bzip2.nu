# bzip2: compression, as a program and a library.
export def main [] {
  let src = fetch --unpack debian:pool/main/b/bzip2/bzip2_1.0.8.orig.tar.gz sha256-ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269
  derivation bzip2 "1.0.8" $src [] --runtime c@1 --outputs [out dev] --license bzip2-1.0.6 --description "Block-sorting compression" {|pkgs, src|
    ^make -f Makefile-libbz2_so $"CFLAGS=($env.CFLAGS) -fPIC -D_FILE_OFFSET_BITS=64"
    ^make bzip2 bzip2recover $"CFLAGS=($env.CFLAGS) -D_FILE_OFFSET_BITS=64"
    install-to -x usr/bin bzip2 bzip2recover bzdiff bzgrep bzmore
    install-to usr/include bzlib.h
    install-to $env.NUKA_LIBDIR libbz2.so.1.0.8
    cd ($env.out | path join ($env.NUKA_LIBDIR | path relative-to /))
    ^ln -s libbz2.so.1.0.8 libbz2.so.1.0
    ^ln -s libbz2.so.1.0 libbz2.so
    ^ln -s bzip2 ($env.out | path join usr/bin/bunzip2)
    ^ln -s bzip2 ($env.out | path join usr/bin/bzcat)
    split-dev
  }
}
