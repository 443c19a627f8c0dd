# exa: lists files, in Rust. Its crates are the sources that Debian packages; its manual pages are made by a program that Debian has built.
use pkgs [go_md2man]

export def main [] {
  let crates = [
    [file digest];
    ["rust-ansi-term/librust-ansi-term-dev_0.12.1-1" sha256-b3f5eed50d382e6653c6faacaf58438115d227556b297efbec71dfc0ba9a3b07]
    ["rust-byteorder/librust-byteorder-dev_1.4.3-2" sha256-2619a71c16579c62773a82eff7d67c337ffa077e5a6d9c6b13702b28c6c45a46]
    ["rust-cfg-if/librust-cfg-if-dev_1.0.0-1" sha256-d14d3e514f6a497ad3bda68b6e810ddf5b821da7016ee388a45e97f94e15caa9]
    ["rust-datetime/librust-datetime-dev_0.5.2-5" sha256-a2e0be31b22fa9165ed042a1d9051580a3591531b0d6242bc8cbcf03836dfdca]
    ["rust-glob/librust-glob-dev_0.3.0-1" sha256-725c27b45ef627409fee31fa1e99b00125d06971a9fbc78ef45f5c5317126ed9]
    ["rust-iso8601/librust-iso8601-dev_0.4.1-2" sha256-c10b705475f00c3647207b5fe6344fd088b2787b8fa441c5fc8a1cacd33a23bb]
    ["rust-lazy-static/librust-lazy-static-dev_1.4.0-2" sha256-b968acbc44dd5f6e946f627196067772cd2453bab904b7401faa12ca0378e5a0]
    ["rust-libc/librust-libc-dev_0.2.139-1" sha256-f7a05fb8368ec254cc701e525b7874872d4fe691579ec37b51d62f8ef05d3668]
    ["rust-locale/librust-locale-dev_0.2.2-1+b1" sha256-3bc771794a55ae7a60041e91887fcb82d0c53916aff8405fcb8974ad2eb48ae5]
    ["rust-log/librust-log-dev_0.4.17-3" sha256-bd34d9fc5aaa80121cb1446f848ec99993f97c18f743bcb3f6c4824644c1d0cd]
    ["rust-natord/librust-natord-dev_1.0.9-1+b1" sha256-1b83b11b2a53dd0944efef06b1743474f268883dbe72c6a5e1b66613ed615542]
    ["rust-num-cpus/librust-num-cpus-dev_1.14.0-1" sha256-a8d54eda1518c50da3bf1b0254359e178ff0637d9beee281bef60300d1d425d8]
    ["rust-number-prefix/librust-number-prefix-dev_0.4.0-1" sha256-d0445f97ca0052b008edc8e04ff96085dee793579ed12c21f1a582bfeee1b394]
    ["rust-pad/librust-pad-dev_0.1.6-1" sha256-c7d6376f83aee948b2588a9812310c90c58e51f5b37884b3fb5dbf86f92d60c4]
    ["rust-scoped-threadpool/librust-scoped-threadpool-dev_0.1.9-1+b1" sha256-9e9e722d3ffda8f063c5ae49f028e4e44cdc64718d0254bc6669ed5825df8cef]
    ["rust-term-grid/librust-term-grid-dev_0.1.7-1+b1" sha256-02e169f7bd680d533eca4a74608c1b160055a71ecec41a1e9885b697d9c1544e]
    ["rust-term-size/librust-term-size-dev_0.3.1-2" sha256-a2fc2f0537c203809707229a995d0f3acd4c45104ca52303898dc509f51f230b]
    ["rust-unicode-width/librust-unicode-width-dev_0.1.10-1" sha256-58c0db5674d5c127a6676a147534464a4a798ab34b6f971bfc5c6f6d21aed42b]
    ["rust-users/librust-users-dev_0.11.0-1" sha256-9c403ee1a0f7ae5d175f191e8bf44faa6793b65bd14eabc971dd636dbea9417c]
    ["rust-zoneinfo-compiled/librust-zoneinfo-compiled-dev_0.5.1-2" sha256-11d0280ba94a56d4a521ab2d1dcaff8d7f7a874a47b65e62f0384a0f1d7a7c11]
  ]
  let exa = fetch --unpack debian:pool/main/r/rust-exa/rust-exa_0.10.1.orig.tar.gz sha256-04b8049a14b743985f26184c67f2f41f8b17268af0e2e7790facdb25b0e2a7b5
  let src = [$exa ...($crates | each {|one| fetch --unpack $"debian:pool/main/r/($one.file)_amd64.deb" $one.digest })]
  derivation exa "0.10.1" $src [] --tools [$go_md2man] --runtime rust@1 --license MIT --description "Lists files" {|pkgs, src|
    cargo-install $src --no-default-features
    for page in [[name section]; [exa 1] [exa_colors 5]] {
      let file = $"($page.name).($page.section)"
      (open --raw $"($src.0)/man/($file).md" | str replace --regex '^%.*' $"% ($page.name) ($page.section)" | ^go-md2man | save $file)
      install-to $"usr/share/man/man($page.section)" $file
    }
  }
}
