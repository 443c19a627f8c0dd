using FsCheck;
using FsCheck.Fluent;
using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/")]
    [InlineData("a/b")]
    [InlineData("a\0")]
    public void What_no_directory_can_hold_is_not_a_name(string text)
    {
        Assert.False(FileName.IsValid(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Throws<ArgumentException>(() => FileName.FromText(text));
    }

    [Fact]
    public void A_name_has_at_most_255_bytes()
    {
        Assert.True(FileName.IsValid(new string('x', 255).Select(c => (byte)c).ToArray()));
        Assert.False(FileName.IsValid(new string('x', 256).Select(c => (byte)c).ToArray()));
    }

    [Theory]
    [InlineData("...")]
    [InlineData(".a")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\\")]
    public void What_a_directory_can_hold_is_a_name(string text) => Assert.Equal(text, System.Text.Encoding.UTF8.GetString(FileName.FromText(text).Bytes));

    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF }, "a\\xff")]
    [InlineData(new byte[] { 0xC3, 0xBC }, "ü")]
    [InlineData(new byte[] { 0xC3 }, "\\xc3")]
    [InlineData(new byte[] { 0x1B, 0x5B }, "\\x1b[")]
    [InlineData(new byte[] { 0x0A }, "\\x0a")]
    [InlineData(new byte[] { 0xE2, 0x80, 0xAE }, "\\xe2\\x80\\xae")]
    [InlineData(new byte[] { 0xE2, 0x80, 0x8B }, "\\xe2\\x80\\x8b")]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x8C, 0xB5 }, "🌵")]
    public void A_name_is_shown_so_that_it_cannot_hide_or_reverse_anything(byte[] name, string shown) =>
        Assert.Equal(shown, FileName.Display(name));

    [Fact]
    public void Names_are_ordered_as_unsigned_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), (left, right) =>
        {
            byte[] first = [(byte)'n', .. left.Where(b => b is not 0 and not (byte)'/').Take(100)];
            byte[] second = [(byte)'n', .. right.Where(b => b is not 0 and not (byte)'/').Take(100)];
            int expected = first.AsSpan().SequenceCompareTo(second);
            FileName a = FileName.FromBytes(first);
            FileName b = FileName.FromBytes(second);
            return Math.Sign(a.CompareTo(b)) == Math.Sign(expected) && (a == b) == (expected == 0) && (a < b) == (expected < 0)
                && (expected != 0 || a.GetHashCode() == b.GetHashCode());
        }).QuickCheckThrowOnFailure();
}
