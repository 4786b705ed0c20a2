using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LogHog.Engine.Acme.Jose;

namespace LogHog.Engine.Tests.Acme;

/// <summary>Against the examples that the RFCs print.</summary>
public sealed class JoseTests
{
    // RFC 7515, appendix A: the payload of all examples.
    private const string Payload = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

    // RFC 7515, appendix A.3.
    private static readonly ECParameters EcKey = new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
            Y = Bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
        },
        D = Bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
    };

    // RFC 7515, appendix A.2.
    private static readonly RSAParameters RsaKey = new()
    {
        Modulus = Bytes(
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
            + "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
            + "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
        Exponent = Bytes("AQAB"),
        D = Bytes(
            "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0"
            + "BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYT"
            + "CBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ"),
        P = Bytes("4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc"),
        Q = Bytes("uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"),
        DP = Bytes("BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0"),
        DQ = Bytes("h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU"),
        InverseQ = Bytes("IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U"),
    };

    [Fact]
    public void The_thumbprint_of_RFC_7638_section_3_1_comes_out()
    {
        RSAParameters key = new()
        {
            Exponent = Bytes("AQAB"),
            Modulus = Bytes(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvzq"
                + "Y368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
        };

        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", JsonWebKey.Thumbprint(JsonWebKey.Of(key)));
    }

    [Fact]
    public void HS256_of_RFC_7515_appendix_A_1_comes_out_byte_for_byte()
    {
        byte[] key = Bytes("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

        JsonElement jws = Sign("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", text => HMACSHA256.HashData(key, text));

        Assert.Equal("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", Text(jws, "protected"));
        Assert.Equal("eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ", Text(jws, "payload"));
        Assert.Equal("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Text(jws, "signature"));
    }

    [Fact]
    public void RS256_of_RFC_7515_appendix_A_2_comes_out_byte_for_byte_with_an_imported_key()
    {
        using RSA rsa = RSA.Create(RsaKey);
        using AccountKey key = AccountKey.Import(rsa.ExportRSAPrivateKeyPem());

        JsonElement jws = Sign("{\"alg\":\"RS256\"}", text => key.Sign(text));

        Assert.Equal("RS256", key.Algorithm);
        Assert.Equal(
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
            + "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            Text(jws, "signature"));
    }

    [Fact]
    public void ES256_signs_what_RFC_7515_appendix_A_3_verifies_in_the_form_that_it_prints()
    {
        using ECDsa ec = ECDsa.Create(EcKey);
        using AccountKey key = AccountKey.Import(ec.ExportPkcs8PrivateKeyPem());
        const string input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        byte[] printed = Bytes("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

        JsonElement jws = Sign("{\"alg\":\"ES256\"}", text => key.Sign(text));
        byte[] ours = Bytes(Text(jws, "signature"));

        Assert.Equal(input, $"{Text(jws, "protected")}.{Text(jws, "payload")}");
        Assert.True(ec.VerifyData(Encoding.ASCII.GetBytes(input), printed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.True(ec.VerifyData(Encoding.ASCII.GetBytes(input), ours, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal(
            """{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""",
            key.PublicJson);
    }

    [Fact]
    public void A_request_names_its_account_or_its_key_and_never_both()
    {
        using AccountKey key = AccountKey.Create();

        JsonElement withKey = Header(SignedJson.Request(key, account: null, "nonce", "https://ca.example/new", []));
        JsonElement withAccount = Header(SignedJson.Request(key, "https://ca.example/acct/1", "nonce", "https://ca.example/new", []));

        Assert.Equal(["alg", "jwk", "nonce", "url"], withKey.EnumerateObject().Select(static one => one.Name));
        Assert.Equal(["alg", "kid", "nonce", "url"], withAccount.EnumerateObject().Select(static one => one.Name));
    }

    [Fact]
    public void Coordinates_keep_their_leading_zeros()
    {
        // One key in 128 has one; without them the thumbprint is another one, and the authority calls it malformed.
        ECParameters small = new() { Q = new ECPoint { X = [1, 2], Y = new byte[32] } };

        JsonElement key = JsonDocument.Parse(JsonWebKey.Of(small)).RootElement;

        Assert.Equal([.. new byte[30], 1, 2], Bytes(Text(key, "x")));
        Assert.Equal(new byte[32], Bytes(Text(key, "y")));
    }

    [Theory]
    [InlineData("no key at all")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n-----END PUBLIC KEY-----")]
    public void What_is_no_private_key_is_refused(string pem)
    {
        CryptographicException refusal = Assert.Throws<CryptographicException>(() => AccountKey.Import(pem));

        Assert.Contains("ECDSA P-256, or RSA", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_other_curves_and_short_ones_are_refused()
    {
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using RSA rsa1024 = RSA.Create(1024);

        Assert.Throws<CryptographicException>(() => AccountKey.Import(p384.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<CryptographicException>(() => AccountKey.Import(rsa1024.ExportPkcs8PrivateKeyPem()));
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static JsonElement Sign(string header, Func<byte[], byte[]> sign) =>
        JsonDocument.Parse(SignedJson.Flattened(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(Payload), sign)).RootElement;

    private static JsonElement Header(byte[] request) =>
        JsonDocument.Parse(Bytes(Text(JsonDocument.Parse(request).RootElement, "protected"))).RootElement;
}
