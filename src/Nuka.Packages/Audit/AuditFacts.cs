using System.Collections.Immutable;

namespace Nuka.Packages.Audit;

/// <summary>What Nushell's parser and compiler made of a package file, nothing of which has run.</summary>
/// <param name="Tokens">The words in order.</param>
/// <param name="Blocks">The compiled blocks of the file.</param>
internal sealed record AuditFacts(
    ImmutableArray<AuditedToken> Tokens,
    ImmutableArray<AuditedBlock> Blocks);
