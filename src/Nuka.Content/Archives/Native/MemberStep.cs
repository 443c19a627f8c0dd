namespace Nuka.Content.Archives.Native;

/// <summary>What one step of a decoder did.</summary>
/// <param name="Consumed">Bytes taken from the input.</param>
/// <param name="Produced">Bytes written to the output.</param>
/// <param name="MemberEnded">Whether the member is complete and its checksum right.</param>
internal readonly record struct MemberStep(int Consumed, int Produced, bool MemberEnded);
