using System.Net;
using LogHog.Engine.Acme.Jose;
using LogHog.Engine.Configuration;

namespace LogHog.Engine.Acme.Protocol;

/// <summary>What an account is made with.</summary>
/// <param name="Emails">Whom the certificate authority may write to.</param>
/// <param name="AgreesToTerms">Somebody has said so.</param>
/// <param name="ExternalKeyId">What the authority knows its customer by; null = nothing.</param>
/// <param name="ExternalSecret">The secret of it.</param>
internal sealed record AccountWishes(IReadOnlyList<string> Emails, bool AgreesToTerms, string? ExternalKeyId, ReadOnlyMemory<byte> ExternalSecret);

/// <summary>An account as the server has it.</summary>
internal sealed record AcmeAccount(string Url, string Status);

/// <summary>RFC 8555 §7.3: accounts, their contacts and keys.</summary>
internal static class AcmeAccounts
{
    /// <summary>Makes the account of the session's key, or finds it: the same request does both, so that it can be repeated.</summary>
    /// <exception cref="AcmeException">It is refused, or what it needs is not set.</exception>
    public static async Task<AcmeAccount> OpenAsync(AcmeSession session, AccountWishes wishes, CancellationToken cancellation)
    {
        AcmeDirectory directory = session.Directory;
        if (directory.Terms is { } terms && !wishes.AgreesToTerms)
            throw new AcmeException(AcmeFailureKind.Account, $"Read the terms of the certificate authority ({Printable.Text(terms)}), then write terms = agreed in [acme]");
        if (directory.WantsExternalAccount && wishes.ExternalKeyId is null)
            throw new AcmeException(AcmeFailureKind.Account, "The certificate authority wants to know its customer: set eab_kid and eab_key_file in [acme]");
        byte[] payload = JsonText.Write(json =>
        {
            if (wishes.AgreesToTerms)
                json.WriteBoolean("termsOfServiceAgreed", true);
            WriteContact(json, wishes.Emails);
            if (wishes.ExternalKeyId is { } keyId)
            {
                json.WritePropertyName("externalAccountBinding");
                json.WriteRawValue(SignedJson.ExternalBinding(
                    keyId, wishes.ExternalSecret.Span, directory.NewAccount.AbsoluteUri, session.Key.PublicJson));
            }
        });
        return await PostAsync(session, payload, "The account", cancellation);
    }

    /// <summary>The account of a key.</summary>
    /// <returns>Null when it has none.</returns>
    public static async Task<AcmeAccount?> FindAsync(AcmeSession session, CancellationToken cancellation)
    {
        try
        {
            byte[] payload = JsonText.Write(static json => json.WriteBoolean("onlyReturnExisting", true));
            return await PostAsync(session, payload, "The account", cancellation);
        }
        catch (AcmeException refusal) when (refusal.ProblemType == "accountDoesNotExist")
        {
            return null;
        }
    }

    /// <summary>Replaces the addresses.</summary>
    public static Task UpdateContactAsync(AcmeSession session, IReadOnlyList<string> emails, CancellationToken cancellation) =>
        session.PostAsync(new Uri(session.Account!), JsonText.Write(json => WriteContact(json, emails, isAlways: true)), "The new contact", cancellation);

    /// <summary>From here on only the new key is the account's (RFC 8555 §7.3.5).</summary>
    public static async Task ChangeKeyAsync(AcmeSession session, AccountKey next, CancellationToken cancellation)
    {
        Uri url = session.Directory.KeyChange;
        byte[] change = JsonText.Write(json =>
        {
            json.WriteString("account", session.Account);
            json.WritePropertyName("oldKey");
            json.WriteRawValue(session.Key.PublicJson);
        });
        await session.PostAsync(url, SignedJson.Request(next, account: null, nonce: null, url.AbsoluteUri, change), "The change of the account's key", cancellation);
        session.Key = next;
    }

    /// <summary>For good: nobody can open it again.</summary>
    public static Task DeactivateAsync(AcmeSession session, CancellationToken cancellation) => session.PostAsync(
        new Uri(session.Account!), JsonText.Write(static json => json.WriteString("status", "deactivated")), "The end of the account", cancellation);

    private static async Task<AcmeAccount> PostAsync(AcmeSession session, byte[] payload, string what, CancellationToken cancellation)
    {
        AcmeAnswer answer;
        try
        {
            answer = await session.PostAsync(session.Directory.NewAccount, payload, session.Key, account: null, what, cancellation);
        }
        catch (AcmeException refusal) when (refusal.ProblemType == "unauthorized")
        {
            // RFC 8555 §7.3.6: so it is answered when somebody has deactivated the account.
            throw new AcmeException(AcmeFailureKind.Account, $"{refusal.Message}. If the account was deactivated, make another: loghog cert acme account new", refusal);
        }

        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created) || answer.Location is not { } location)
            throw new AcmeException(AcmeFailureKind.BadAnswer, $"{what}: the certificate authority does not say where it is");
        AcmeUrl.Parse(location, "URL of the account");
        AcmeAccount account = new(location, answer.Json().Text("status"));
        if (account.Status != "valid")
            throw new AcmeException(AcmeFailureKind.Account, $"{what} is {Printable.Text(account.Status)}: make another with loghog cert acme account new");
        session.Account = location;
        return account;
    }

    private static void WriteContact(System.Text.Json.Utf8JsonWriter json, IReadOnlyList<string> emails, bool isAlways = false)
    {
        if (emails.Count == 0 && !isAlways)
            return;
        json.WriteStartArray("contact");
        foreach (string email in emails)
            json.WriteStringValue($"mailto:{email}");
        json.WriteEndArray();
    }
}
