# What the judge practises on while Nushell starts: a little of all that package files are made of.
use pkgs [rehearsal]
use target *

const version = "1"

def flags [loud: bool] {
  let some = [1 2] | each {|x| $"--level-($x)" } | where $it != "--level-3"
  if $loud { [--loud ...$some] } else { $some }
}

export def main [--loud, --word: string = "x"] {
  let src = fetch --unpack $"https://a.example/rehearsal-($version).tar.gz" sha256-0000000000000000000000000000000000000000000000000000000000000000
  let more = match $word { "x" => {a: 1}, _ => {a: 2} }

  derivation rehearsal $version $src [($rehearsal | with {word: $word})] --args {flags: (flags $loud), cpu: $target.cpu, more: $more} --options {loud: false, word: "x"} --license MIT {|pkgs, src, args|
    cd $src
    ^./configure --prefix=/usr ...$args.flags
    ^make install $"DESTDIR=($env.out)"
  }
}
