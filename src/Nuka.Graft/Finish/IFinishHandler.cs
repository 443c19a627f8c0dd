namespace Nuka.Graft.Finish;

/// <summary>Makes one part of the finish layer without running anything of the packages.</summary>
internal interface IFinishHandler
{
    /// <summary>Its name and version, part of the layer's identity: raised whenever it makes other bytes.</summary>
    string Identity { get; }

    /// <summary>Makes its part.</summary>
    void Apply(FinishContext context);
}
