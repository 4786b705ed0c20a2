namespace LogHog.Engine.Certificates;

/// <summary>A file of certificates or keys cannot be used; the message names the file, what is wrong and what to do.</summary>
public sealed class CertificateFileException : IOException
{
    public CertificateFileException(string message)
        : base(message)
    {
    }

    public CertificateFileException(string message, Exception cause)
        : base(message, cause)
    {
    }

    public CertificateFileException()
    {
    }
}
