using Nuka.Cli.Output;

namespace Nuka.Cli.Tests.Output;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(1250, "1.2 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(123_456_789, "123 MB")]
    [InlineData(long.MaxValue, "9.2 EB")]
    public void Sizes_have_three_digits_and_a_decimal_unit(long size, string shown) => Assert.Equal(shown, Quantity.Bytes(size));

    [Theory]
    [InlineData(63444, "63 444")]
    [InlineData(999, "999")]
    public void Counts_have_their_thousands_apart(long count, string shown) => Assert.Equal(shown, Quantity.Count(count));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(12.4, "12 s")]
    [InlineData(80, "1 min 20 s")]
    [InlineData(7260, "2 h 1 min")]
    public void Durations_read_as_people_say_them(double seconds, string shown) =>
        Assert.Equal(shown, Quantity.Duration(TimeSpan.FromSeconds(seconds)));
}
