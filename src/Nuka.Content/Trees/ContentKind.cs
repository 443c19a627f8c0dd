namespace Nuka.Content.Trees;

/// <summary>Of what a digest is: the empty blob and the empty tree have the same one, so it is never left out.</summary>
public enum ContentKind
{
    /// <summary>The bytes of one file.</summary>
    Blob,

    /// <summary>A directory in its canonical encoding.</summary>
    Tree,
}
