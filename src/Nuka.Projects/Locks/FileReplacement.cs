namespace Nuka.Projects.Locks;

/// <summary>Replaces whole files: a reader, or a crash, finds either the old bytes or the new ones.</summary>
internal static class FileReplacement
{
    public static void Write(string path, byte[] bytes)
    {
        string aside = path + ".new";
        WriteAside(aside, bytes);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Two files that belong together: both are written aside before the first is renamed.</summary>
    public static void WriteBoth(string firstPath, byte[] first, string secondPath, byte[] second)
    {
        WriteAside(firstPath + ".new", first);
        try
        {
            WriteAside(secondPath + ".new", second);
        }
        catch
        {
            File.Delete(firstPath + ".new");
            throw;
        }

        File.Move(firstPath + ".new", firstPath, overwrite: true);
        File.Move(secondPath + ".new", secondPath, overwrite: true);
    }

    private static void WriteAside(string path, byte[] bytes)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }
}
