import Foundation
import ImageCodecs
import Testing

@testable import Datasets

/// An image made by a formula.
func patterned(width: Int, height: Int, channels: Int) -> RasterImage {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for c in 0..<channels { pixels.append(UInt8(truncatingIfNeeded: x * x * 7 + y * 13 + c * 50 + x * y * 3)) }
    }
  }
  return RasterImage(width: width, height: height, channels: channels, pixels: pixels)
}

/// `patterned(13, 9, 3)` resized by Pillow 13 (which resamples columns first, unlike older versions, only where
/// the height shrinks much more than the width: no such case is here).
struct ResizedByPillow: Sendable, CustomTestStringConvertible {
  var filter: ResamplingFilter
  var width: Int
  var height: Int
  var pixels: [UInt8]
  var testDescription: String { "\(filter) \(width)x\(height)" }

  private init(_ filter: ResamplingFilter, _ width: Int, _ height: Int, _ pixels: String) {
    self.filter = filter
    self.width = width
    self.height = height
    self.pixels = [UInt8](Data(base64Encoded: pixels, options: .ignoreUnknownCharacters)!)
  }

  static let all: [ResizedByPillow] = [
    ResizedByPillow(
      .bilinear, 5, 4,
      """
      G01/apSYjYd9hoKFgXyEPG6ff5SMcX+Gd4B8fXp5YZKzjId6cICQiHiAdneHgqaliHZxknCBhIV7fZWV
      """),
    ResizedByPillow(
      .bilinear, 20, 15,
      """
      ADJkAzVnCjxuF0l7K12PQ3WnY5XHiLqMsd0V42hHxkx+W4e5mctdmsxFQXOSg7VUo9VBXY+hpE+B8CJUBTdpCTttEEJ0H1GDM2WXTH6wbZ/R
      ksSWuuggqnRTjlmLZpXHp5lrqZFUUXuilItltZdTb5SzgWKUnTZoDT9xEkR2Gkx+KlyOP3GjWYu9e63fotSmx/kxVIZlOmyed6nbvU+BwDlr
      aYi6rUx+zzttipzOTX+xIVOFFUd5Gkx+JFaINWeZS32vZpi/ibt+sqpW2HRCZmZ3TX+xi73vcmSWZ0+BdqDSbmWXclVlkrhjaZuFPnCiHU+B
      I1WHLV+RQHKkV4m7c6XEmMpCrpMltyFTZ1eJYJK0oNLSR3mYNGaKhri7TH6bPWNooaYlhp9wXI7AJFaILF6QOGqcSnyuZJbIgbPSpthQhKM1
      MTFjSGmbdKaUs+VQXY90Snx2nc9EZZdyV1yCvTxBonONeavdLF6QNWeZQXOlVoi6cKLUjrjftZ1fgHJEEEJ0SXuthpeXyJYzcn52YXd/tYgt
      foR1Wmqcfipcjndzl8mUNGaYPW+hS32vYZPFfK7gnLrswzxukCJUIVOFW42/mXiq3BVHiFqMeGSWzRJEl1yOUoS2E0V3YpQ/tOYYPG6gRXep
      VYe5bJ7QiLqrqchs0UpSoDJkMmSWbZ/Reou9WylbZHCij3qs5SpcsHWnbJ7QL2GTfmBc0Wo1RHaoToCyX5HDd6nblMaLs9Uau1lEj0FzQ3Wl
      f7HAbJ6uDD5uU4WXl5GezkJwtI6jh7nDSnyogEd5vCFTS32vV4m7aZvNgbPlodOYtOMoWmdTP1GDU4WzkcNrgLJZIFJ/aZtNhKdFV1p9i6hk
      odNmZZevTGOVPz5wU4W3YJLEcqTKjb+hrbNpvpE1RFpiL2GTZJTCo5Bak4BKNWSSfrBCjL43QHKRj4Zfu55ZgKbEToCyKlyOW42/aJrMfK7A
      mMo1uX4dyxBCUj5wP3GjdaHTtTpspitdSXSmlMZYo9VOWIqoqEZ41UFznK7gapzOR3mrY5XHcaPVhrjKo9VAxYop2B1PYEx+T4GzhrLkx0x+
      uT5wXYi6qnxuunxkb5bAaF+ReFtrpMp1h7miZJbIaJrMd6nbjb/RqtxHzZIx4SZYalaIWYu9kr3v01iKxkt9a5bIuEp8yUFzf57QPnCiOmxl
      qtwumsyEeKrc
      """),
    ResizedByPillow(
      .bilinear, 13, 4,
      """
      Cz1vFEZ4LF6QUYO1hbe2xsUqdUh6c6XXq3BDWIq8rHFEdaemeEt9JVeJNWeZUoS2frDct6suVkRjVIa4sqxzPFyOqZ1lSWmblFxJfKihQ3Wn
      WYu9frDPsM9TmSlVP3GjnLuoRD5qfrCLrT1pmbmmQm6glV1WXY/BeqzepNY73UJBI1WHeKrc2kA+S32vyZwtVoi6kVZUmcueT4Gz
      """),
    ResizedByPillow(
      .bilinear, 7, 9,
      """
      BjhqKFqMeKqRwm9jhbdpfrBipl54FUd5O22fkcOrXI6CqlyOqFqMW3WnI1WHT4Goq5JEe2+hToCyUoSLcqRoMmSWY5W8eatdXI6Dc6VXfIRg
      oWWXQXOld57QkkR2e3CimEp8fFmLY5VNUIK0irKOrF5aXY/Bcm+hpoO1kkp8X5HDk8WiRXd0fK5bYZNFe61fR3mTbqC5p4RBXluNm0h6hrhq
      pWKJdpDCfa/Iu5hUd3SmumeZq12PWoKJjb+D
      """),
    ResizedByPillow(
      .bilinear, 1, 1,
      """
      d4CI
      """),
    ResizedByPillow(
      .bilinear, 16, 12,
      """
      ADJkBTdpEkR2KFqMR3mrbqDSodM93XdBuVOFbqCavO4oTH6IjsBKibtlfGaY8CJUCDpsDkByHU+BNWeZVYe5frDis+VPkYpUbmeZhJOw02o/
      ZX6hqHFkpYKBbIO1b0FzEkR2Gkx+KlyORHaoZpi7kMKXx65ObnlqTX+xiZjKkilbdI2/iVKEk3B1daeUM2WXHE6AJVeJN2mbU4W3d6mzo9UP
      wkU/d06AZZe8f7HKE0V2eKrBP3GYYINMmLNEWIq8JVeJMWOVRXepYpTGh7nDtugiQVpUP2SWfrCHmsxPLmCLlsg9X5F2gUptu0xnfa/hL2GT
      PG6gUoS2caPVmLHUyWA1PUxpSXutloeStGlQSnemtF9AfnmKV1yOa1hdotRmOWudSHqsX5HDgLLDqbOU2xVEUUt9X5HDh3iqgzhqZpDC0ixe
      nniqTH6wSmFmxpgqQ3WnU4W3bJ7Qj8GbtcQezyhSXl+RdqjHXpCvH1F8gay/1El2spe0bZ/AZFeJyx1PTH6wXpDCeqzentCqp9QuKDtlSXSm
      i71qdqhVOmxtlscgUGd2kLdWjsB7UHmrMEJ0Voi6aZvNh7mWrahQs14/HEl4V4m7onVuj2JbVIaAseMdUoSOpG1gr4yLapzONWeZYJLEdafZ
      lMZwvJYgxB5QLliKa53PuFKEp0FzbouazaI5cJOshU6AnnuAjsCtWYu9aJrMfrDin9F7yKIs0ixePmiafK7gy2WXu1WHg32v5B5QiZPFNmia
      ZJZQq91XeKrc
      """),
    ResizedByPillow(
      .bicubic, 5, 4,
      """
      EUR7a5ialI17hYOFg3qDNmujhZeMcXuEdX2Be3t4X5W8kop3ZXyOjXt9dnaIhaykinJqkHGKh4V0fJWY
      """),
    ResizedByPillow(
      .bicubic, 17, 11,
      """
      ADFjAjRmDT9xIFKEPG6gX5HWisx4xsER/y1fcWu1jdVmn9o6NmiYruoncrx4gVWb/xtNCTttDT9xGkx+L2GSS32vcKH2qeiWseYlUUN1XZHM
      vXSAyVRUU4S13U5FqYOlXIbKTz5vFEZ4Gkx+KFqMP3GmXpDGhMKHzqtNyXFIHV6Qdbb5gGSnazd4dabpbyp1j5NddcF+KGiiHlCCJliKN2mb
      T4G3cKLcn+gurYISiBNqRXepnt26TI+VIWSClNKlF2KRf3gssZ1IX5bcKFqMMmSWRXepYJLHgrXwwdVSYoczAD6FX5HDv9AwdpdcT3p7tcYN
      TomYjh9qtj1uisrUM2WXPnCiU4W3b6XXlM3/0zNlfxdJIWqceKrc1yhakk+Bbmud1ws9fou9G1qePG5Hve8UPnCiSnyuYZPQf7XHpt4080Q6
      nipsPIK3kcP/L0B3O2unoonI/yheo67vPI/KZUhs9i44SHqsV4m5b6DpksfivP8abmBBQz+PYp2nq/BkI2J4TIhej6hUb019q+Jmeb+cTl6h
      WidkU4W3YpTPfbS8o8V50JEyLk5bG2WqgJmqxIUXR2CFdrZEkNciK2mdzYoqsKieUJHZFlqMXpDCb6HnjMyFs78A4wU/UTZ1PJHAl5DG3wBD
      ZGGlk69suL1QW4jAqxpjsoiXhcXIU4W6ZpjKeqzwmdiZws8T8ydQYkyGT6HTrKja9SdZfIu8rE2F2jFscavdDUyOebAttudYdqjn
      """),
    ResizedByPillow(
      .lanczos, 5, 4,
      """
      Cz98a5uWmJB5gYSIg3qBNG2ph5WMcXiCdXiIeXt3YJm9k4p6X3eIj4F7eXOJiq2ginRnjHKPioduepab
      """),
    ResizedByPillow(
      .lanczos, 17, 11,
      """
      ADJkAjRmDT9xIFKEPG6dYYvcg9Z1z7kH/y1fcFvAiepgn9Y4N2mZrOcnbdBygEqd/x1JCDpsDT9xGUt9LV+PS36rbJf/q/maq+cXWEJ0UYrR
      z351yldQUoOs31M/uYKoUoDUWTtoFUd5G01/KlyLQHKpYZHIesCM56xFy2hHDWCSarz/jFGnZyl6d6D7bBiBlJNQateDFWSfH1GDJVeJN2mW
      Tn++cJ7anv8ls4MAhQB1TXeppPS7PZGQGGp/k96mCm6cfG8RxZ9HYJDvKVuNMmSWRXajXZHPf7P5zNxdW4UjAD2TXpDB0tcmeJBaUHV5tMYE
      VJSUiQZwuT9shNnVM2WXPnCiVIGzbqvdks//3jZofgQ2FnmreKrc4yRWjE+Bamye2gs8io24BlewQWw9wvQUPnCiSnupY5DYfbvAo9s4/z41
      nhVpOpLCkr3/OTN1KWmrsIrQ/yFgsqPwHpziaUJe/zMzSHqtVomubZr/ldHmvf8SdWwsNSqgbbCmq/tlGGd4P4RgmaNUcFN+pOlnfdmaTk2f
      XR1nUoS0YY/NeLjCqcZ705U4JEhQAGG7j56ewoUIR1SDfMY6h+kTHGOa04IZ0LCdOo7uB12BX5G9b5nyid19uroA5QA9WyF0L6nMponD4ABL
      YleokrVxwrxVY4XCoA5vu4ONhNDJXIG6Z5nFeKT4luWZyMwP9S1NZTyCPbPfu6TV9StZeI69pkqF6CxmbavgAVCbeK4VvexacaTt
      """),
    ResizedByPillow(
      .nearest, 5, 4,
      """
      F0l7VYe5G01/X5HDfa/hN2mbgbPlWYu9r+ET2Qs9V4m7rd8Rl8n7/zFjNWeZd6nb2Qs91Qc5T4GzkcP1
      """),
    ResizedByPillow(
      .nearest, 17, 11,
      """
      ADJkBzlrBzlrHE6AP3GjcKLUcKLUr+ET/C5gV4m7wPIkwPIkN2mbvO4gT4GzT4Gz8CJUDT9xF0l7F0l7L2GTVYe5ibvtibvty/0vG01/eavd
      5RdJ5RdJX5HD5xlLfa/hfa/hIVOFGkx+J1mLJ1mLQnSma53PotQGotQG5xlLOmyem83/CjxuCjxuh7nrEkR2q90Pq90PUoS2Gkx+J1mLJ1mL
      QnSma53PotQGotQG5xlLOmyem83/CjxuCjxuh7nrEkR2q90Pq90PUoS2J1mLN2mbN2mbVYe5gbPlu+0fu+0fAzVnWYu9ve8hL2GTL2GTr+ET
      PW+h2Qs92Qs9g7XnNGaYR3mrR3mraJrMl8n71AY41AY4H1GDeKrc3xFDVIa4VIa41wk7aJrMBzlrBzlrtOYYQXOlV4m7V4m7e63frd8R7R9R
      7R9RO22fl8n7ATNleavdeavd/zFjk8X3NWeZNWeZ5RdJToCyZ5nLZ5nLjsDyw/UnBjhqBjhqV4m7tugaI1WHntACntACJ1mLvvAiY5XHY5XH
      Fkh6ToCyZ5nLZ5nLjsDyw/UnBjhqBjhqV4m7tugaI1WHntACntACJ1mLvvAiY5XHY5XHFkh6W42/d6nbd6nbodMF2Qs9H1GDH1GDc6XX1Qc5
      RXepw/Unw/UnT4Gz6RtNkcP1kcP1R3mraJrMh7nrh7nrtOYY7yFTOGqcOGqcj8Hz9CZYZ5nL6BpM6BpMd6nbFEZ4v/Ejv/EjeKrc
      """),
  ]
}
