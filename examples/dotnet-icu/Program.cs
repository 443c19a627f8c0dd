// Without ICU this program ends at its first line: no package names the library, .NET loads it by name while it runs.
using System.Globalization;

CultureInfo german = CultureInfo.GetCultureInfo("de-DE");
DateTime day = new(2024, 3, 9);
Console.WriteLine(day.ToString("D", german));
Console.WriteLine(1234567.89.ToString("N2", CultureInfo.GetCultureInfo("fr-FR")).Replace(' ', '_').Replace('\u00a0', '_').Replace('\u202f', '_'));
Console.WriteLine("istanbul".ToUpper(CultureInfo.GetCultureInfo("tr-TR")));

string[] words = ["zebra", "ärlig", "apa"];
Array.Sort(words, StringComparer.Create(CultureInfo.GetCultureInfo("sv-SE"), ignoreCase: false));
Console.WriteLine(string.Join(' ', words));
Console.WriteLine(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(2024, 7, 1, 12, 0, 0, DateTimeKind.Utc), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")).Hour);
