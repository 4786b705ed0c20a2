namespace LogHog.Engine.Storage.Codecs;

/// <summary>
/// Decoding contexts of libzstd that are used again: with its window of 1 MiB a new one costs as much as half of a frame's text, most of
/// it for memory that the kernel has to give and take back.
/// </summary>
internal static class ZstdContexts
{
    /// <summary>LogHog's own frames need 1.3 MiB. What a foreign frame made larger is let go.</summary>
    private const int KeptBytesMax = 4 << 20;

    private const int ResetSession = 1; // ZSTD_reset_session_only

    /// <summary>As many as searches work side by side on usual servers; 0 = a free place.</summary>
    private static readonly nint[] Kept = new nint[Math.Min(Environment.ProcessorCount, 16)];

    /// <summary>Without a frame begun; its parameters are as the one before left them.</summary>
    public static nint Rent()
    {
        for (int i = 0; i < Kept.Length; i++)
        {
            nint context = Interlocked.Exchange(ref Kept[i], 0);
            if (context != 0)
                return context;
        }

        return LibZstd.ZSTD_createDCtx();
    }

    public static void Return(nint context)
    {
        if (context == 0)
            return;
        _ = LibZstd.ZSTD_DCtx_reset(context, ResetSession);
        bool isSmall = LibZstd.ZSTD_sizeof_DCtx(context) <= KeptBytesMax;
        for (int i = 0; isSmall && i < Kept.Length; i++)
        {
            if (Interlocked.CompareExchange(ref Kept[i], context, 0) == 0)
                return;
        }

        LibZstd.ZSTD_freeDCtx(context);
    }
}
