using FsCheck;
using FsCheck.Fluent;

namespace Nuka.Formats.Tests.Versions;

/// <summary>Makes texts of versions that are short and alike, so that every rule of the order decides often.</summary>
internal static class DebianVersionGenerator
{
    private static readonly Gen<string> Piece = Gen.Elements(
        "", "0", "00", "1", "01", "9", "10", "2", "~", "~~", "+", ".", "a", "Z", "b1", "rc", "~rc1", "+b2", "18446744073709551616");

    /// <summary>Any version.</summary>
    internal static Gen<string> Version { get; } =
        from epoch in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Constant("0:")), (1, Gen.Constant("1:")))
        from upstream in Piece.ListOf(4)
        from revision in Gen.Frequency((1, Gen.Constant("")), (1, Piece.ListOf(3).Select(pieces => "-1" + string.Concat(pieces))))
        select epoch + "0" + string.Concat(upstream) + revision;

    /// <summary>A version that differs little from another one, or not at all.</summary>
    internal static Gen<string> Near(string text) => Gen.Frequency(
        (1, Version),
        (3, from at in Gen.Choose(text.IndexOf(':') + 2, text.Length) from piece in Piece select text.Insert(at, piece)));
}
