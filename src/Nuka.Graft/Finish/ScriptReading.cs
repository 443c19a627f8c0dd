using System.Collections.Immutable;

namespace Nuka.Graft.Finish;

/// <summary>What a maintainer script was understood to do.</summary>
/// <param name="Alternatives">Alternatives that it offers, in its order.</param>
/// <param name="Accounts">Accounts that it asks for.</param>
/// <param name="BytecodeDirectories">Directories that it has Python code compiled in, besides the usual ones.</param>
/// <param name="Unknown">Lines whose effect is not known; if there are none the script need not run.</param>
internal sealed record ScriptReading(
    ImmutableArray<AlternativeOffer> Alternatives,
    ImmutableArray<AccountRequest> Accounts,
    ImmutableArray<string> BytecodeDirectories,
    ImmutableArray<string> Unknown);
