namespace Nuka.Bench.Store;

/// <summary>
/// One program in one discipline, as shell commands. They see <c>$TREE</c> (the tree), <c>$W</c> (an empty directory of their own, made anew for
/// each round), <c>$S</c> (one that stays for all rounds) and <c>$NUKA</c>.
/// </summary>
/// <param name="Discipline">What is measured: rows of one discipline are compared with each other.</param>
/// <param name="Name">The program's name in the table.</param>
/// <param name="Needs">The program that must be installed.</param>
/// <param name="Prepare">What happens before the clock runs.</param>
/// <param name="Command">What is timed.</param>
internal sealed record Contestant(string Discipline, string Name, string Needs, string Prepare, string Command)
{
    /// <summary>All of them.</summary>
    internal static IReadOnlyList<Contestant> All { get; } =
    [
        new("add", "nuka", "sh", "\"$NUKA\" -q --state $W store stats", "\"$NUKA\" -q --state $W store add $TREE"),
        new("add", "cp -a, sync -f", "cp", "", "cp -a $TREE $W/copy && sync -f $W/copy"),
        new("add", "nix-store --add", "nix-store", "", Nix("$W", "$W")),
        new("add", "ostree commit", "ostree", "ostree init --repo=$W/r --mode=bare-user-only", Ostree("$W")),
        new("add", "casync make", "casync", "", Casync("$W")),
        new("add", "git add", "git", "git init -q --bare $W/r", Git("$W")),
        new("add", "b3sum", "b3sum", "", "find $TREE -type f -print0 | xargs -0 b3sum >$W/sums"),

        new("add again", "nuka", "sh", "", "\"$NUKA\" -q --state $S/nuka store add $TREE"),
        new("add again", "git add", "git", "[ -d $S/git/r ] || { mkdir -p $S/git; git init -q --bare $S/git/r; }", Git("$S/git")),
        new("add again", "nix-store --add", "nix-store", "", Nix("$S/nix", "$W")),
        new("add again", "ostree commit", "ostree", OnceOstree, Ostree("$S/ostree")),
        new("add again", "casync make", "casync", "mkdir -p $S/casync", Casync("$S/casync")),

        new(
            "view",
            "nuka",
            "sh",
            "\"$NUKA\" -q --state $S/nuka store add $TREE >$W/cid; mkdir $W/old; "
                + "find $S/nuka/store-v1/views -mindepth 1 -maxdepth 1 -exec mv {} $W/old ';'",
            "\"$NUKA\" -q --state $S/nuka store view $(cat $W/cid)"),
        new(
            "view",
            "ostree checkout -H",
            "ostree",
            $"{OnceOstree}; {Ostree("$S/ostree")}",
            "ostree checkout --repo=$S/ostree/r -H -U bench $W/view"),
        new("view", "cp -al", "cp", "", "cp -al $TREE $W/view"),

        new("verify", "nuka", "sh", "", "\"$NUKA\" -q --state $S/nuka store verify"),
        new("verify", "b3sum", "b3sum", "", "find $S/nuka/store-v1/blobs -type f -print0 | xargs -0 b3sum >$W/sums"),
    ];

    private const string OnceOstree = "[ -d $S/ostree/r ] || { mkdir -p $S/ostree; ostree init --repo=$S/ostree/r --mode=bare-user-only; }";

    private static string Nix(string place, string logs) =>
        $"env NIX_STORE_DIR={place}/store NIX_STATE_DIR={place}/state NIX_LOG_DIR={logs}/log NIX_CONF_DIR={logs}/conf NIX_REMOTE= "
        + "nix-store --add $TREE";

    private static string Ostree(string place) => $"ostree commit --repo={place}/r --branch=bench --canonical-permissions --tree=dir=$TREE";

    private static string Casync(string place) => $"casync make --store={place}/c.castr {place}/tree.caidx $TREE";

    private static string Git(string place) => $"git --git-dir={place}/r --work-tree=$TREE add -A --force";
}
