# xxHash: hashes as fast as memory is read, as a program and a library.
export def main [] {
  let src = fetch --unpack debian:pool/main/x/xxhash/xxhash_0.8.1.orig.tar.gz sha256-3bb6b7d6f30c591dd65aaaff1c8b7a5b94d81687998ca9400082c739a690436c
  # XXH3 is written for each width of vectors, and takes the one that it is compiled for.
  derivation xxhash "0.8.1" $src [] --runtime c@1 --outputs [out dev] --cpu [x86-64-v3] --license BSD-2-Clause --description "Very fast hashes" {|pkgs, src|
    make-install prefix=/usr $"libdir=($env.NUKA_LIBDIR)"
    split-dev
  }
}
