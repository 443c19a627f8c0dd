using System.Text.Json;
using Nuka.Formats.Nuon;

namespace Nuka.Cli.Output;

/// <summary>Writes NUON as JSON. What JSON has no kind for (bytes, durations, sizes …) is written as the text that NUON has for it.</summary>
internal static class NuonJson
{
    internal static void Write(Utf8JsonWriter writer, NuonValue value)
    {
        switch (value)
        {
            case NuonRecord record:
                writer.WriteStartObject();
                foreach (NuonField field in record.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case NuonList list:
                writer.WriteStartArray();
                foreach (NuonValue item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case NuonString text:
                writer.WriteStringValue(text.Value);
                break;
            case NuonInteger number:
                writer.WriteNumberValue(number.Value);
                break;
            case NuonBoolean flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            case NuonNothing:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(NuonText.Write(value));
                break;
        }
    }
}
