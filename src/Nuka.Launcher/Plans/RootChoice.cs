namespace Nuka.Launcher.Plans;

/// <summary>One way to make the root, as it stands in a plan.</summary>
internal unsafe struct RootChoice
{
    internal const uint Overlay = 1;
    internal const uint View = 2;

    internal uint Kind;
    internal uint LayerCount;
    internal byte** Layers;
    internal byte* Upper;
    internal byte* Work;
    internal byte** Arguments;

    internal bool Read(ref Cursor cursor)
    {
        Kind = cursor.Word();
        Layers = cursor.List(Plan.LayerLimit, out LayerCount);
        Upper = cursor.Text();
        Work = cursor.Text();
        Arguments = cursor.List(Plan.ArgumentLimit, out _);
        bool known = Kind == Overlay || Kind == View;
        return !cursor.Bad && known && (Kind == View || LayerCount > 0);
    }
}
