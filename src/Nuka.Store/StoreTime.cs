namespace Nuka.Store;

/// <summary>The one time that everything in a store and in its views has.</summary>
public static class StoreTime
{
    /// <summary>1980-01-02T00:00Z in seconds since 1970: archive formats that count from 1980 in local time can hold it in every zone.</summary>
    public const long Seconds = 315_619_200;
}
