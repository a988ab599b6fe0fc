import Foundation
import Testing

/// Tiny images of every kind, with the values that Pillow 13 decodes them to (`convert("RGB")`; one channel where
/// all three are equal).
///
/// `grey16` is the exception: Pillow cuts its values off at 255, which leaves a white image; the high byte is expected.
struct Fixture: Sendable, CustomTestStringConvertible {
  var name: String
  var file: Data
  var width: Int
  var height: Int
  var channels: Int
  var pixels: [UInt8]
  var testDescription: String { name }

  private init(_ name: String, _ width: Int, _ height: Int, _ channels: Int, file: String, pixels: String) {
    self.name = name
    self.file = Data(base64Encoded: file, options: .ignoreUnknownCharacters)!
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = [UInt8](Data(base64Encoded: pixels, options: .ignoreUnknownCharacters)!)
  }

  static subscript(name: String) -> Fixture { all.first { $0.name == name }! }

  static let all: [Fixture] = [
    Fixture(
      "grey1", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAQAAAABuSMjtAAAAEElEQVR42mOoZGhmOMjwGQAJHAKxPy2PLwAAAABJRU5ErkJggg==
        """,
      pixels: """
        AP//////AAAAAP//AAAA/////wA=
        """),
    Fixture(
      "grey2", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAgAAAAAp6LI9AAAAFElEQVR42mM4K8HwbQnDpXyGdRsAHdkFH6QkO7AAAAAASUVORK5CYII=
        """,
      pixels: """
        /wD/VQD//1Wqqv9VAKpVqqr/qqo=
        """),
    Fixture(
      "grey4", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEBAAAAACmqEedAAAAGElEQVR42mNYWXSWYYH+FQaPggoGV/l4ADMiBX/IlDMhAAAAAElFTkSuQmCC
        """,
      pixels: """
        qpl3IsyqACL/3USIdwB3RFUR/1U=
        """),
    Fixture(
      "grey8", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAAAAABjWKqcAAAAIUlEQVR42mNQyX3nasxwyuqUow+D1q+LS5gYkpg+ixoBAGrvCIzFomusAAAA
        AElFTkSuQmCC
        """,
      pixels: """
        JG3uRTPKOspBTCr60aQCYgLzFTI=
        """),
    Fixture(
      "grey8Transparent", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAAAAABjWKqcAAAAAnRSTlMAB+j3WJsAAAAhSURBVHjaYzA1mn5Xj2HJnPprsxg8ZnpdtGLguvqo
        eAUAdVcKS1T+/g0AAAAASUVORK5CYII=
        """,
      pixels: """
        NTKX3S6knH/WmkiZStE6CtXic6g=
        """),
    Fixture(
      "grey16", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAAAAAAzyHbfAAAANUlEQVR42mNwldwpr6I7z1ePh4GnQKKEu0nsV2MfQ+xWhaSlmUbpoaoMLUtE
        Td78ndww6TsAJhQQDJNLbdYAAAAASUVORK5CYII=
        """,
      pixels: """
        Rbkkni4MGAsWgV0gpTJVhBXsk5I=
        """),
    Fixture(
      "greyAlpha8", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAQAAADsOj3LAAAAN0lEQVR42gEsANP/APMWEwUx5hfARZcATd7IR3b8jH/HeQBNpu8d15cR+wA1
        AHQqL/beI5QXZNWhyhM5AgmCrgAAAABJRU5ErkJggg==
        """,
      pixels: """
        8xMxF0VNyHaMx03v1xEAdC/elGQ=
        """),
    Fixture(
      "greyAlpha16", 5, 4, 1,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAQAAAC8quGIAAAAX0lEQVR42gFUAKv/AAqhC0vc142KuUfI7IlX4kYZ8tK5AHN9ICkCUJRSKQhN
        +C5ZzmshEh2EANj8/0poXqkdRI+ybE0GnZ+hHaJ0AF+01MbW0ONcysjtnLOM1cW6BdTqUtgpmY9BwScAAAAASUVORK5CYII=
        """,
      pixels: """
        Cty5iRlzAikuIdhoRE2hX9bKs7o=
        """),
    Fixture(
      "rgb8", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAIAAADJUWIXAAAAS0lEQVR42gFAAL//AMdiZG0+wiIK1W3xtz6gUQDjpUHfUgmXdQNyOl5bJPYA
        ITwJdTgVLqR6ZyPFTCVGACoDADeJ+8qXJ/3vzQ+/lTmwGdfbglWkAAAAAElFTkSuQmCC
        """,
      pixels: """
        x2JkbT7CIgrVbfG3PqBR46VB31IJl3UDcjpeWyT2ITwJdTgVLqR6ZyPFTCVGKgMAN4n7ypcn/e/ND7+V
        """),
    Fixture(
      "rgb8Gamma", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAIAAADJUWIXAAAABGdBTUEAAYagMeiWXwAAAEtJREFUeNoBQAC//wBfITpYsXkC11wF4pR0Um4A
        QGp2rCqdyYJ2+B77cpbGAPJ/2w3yN94lPOSJi4EO0wCzAqsRA+Trrj42bsJmL3+Q/R0YguX6zgAAAABJRU5ErkJggg==
        """,
      pixels: """
        XyE6WLF5AtdcBeKUdFJuQGp2rCqdyYJ2+B77cpbG8n/bDfI33iU85ImLgQ7TswKrEQPk664+Nm7CZi9/
        """),
    Fixture(
      "rgb16", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAIAAACZwb5UAAAAh0lEQVR42gF8AIP/AICZk99dww0xnuAmjte8Z80tuaVb1Zr6MGTIv3rgoQBZ
        4VE4rSfw2jea6apAE33cjg0L1zK8ZOCLs39PSxMAjikPngIJKEYuMmDrI8XQAZBgltbw9k2lXBncQDr7AIzDu2k63efVHNKM/zElKUgRF1R4
        rYkYN8NgSrGoOO7qOwo16zTWAAAAAElFTkSuQmCC
        """,
      pixels: """
        gJNdDZ4m12ctpdX6ZL/gWVGt8DfpQH2OCzJki39Ljg8CKC5gI9CQlvBNXNw6jLs65xyMMSkRVK0Yw0qo
        """),
    Fixture(
      "rgba8", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAYAAABGM/VAAAAAX0lEQVR42gFUAKv/AJuuNNjTEhjO278X+mIis/ZVZBjlAJfLiCZwEM4KZUVy
        e7BxUlhHGQzlAMqFA8zaLDdsOiBXk22b6ZZcnhDkAGIFRQbahF59/t1nrDEt+3NLZEnrRmMl0kz1dJAAAAAASUVORK5CYII=
        """,
      pixels: """
        m6400xIY278XYiKzVWQYl8uIcBDOZUVysHFSRxkMyoUD2iw3OiBXbZvpXJ4QYgVF2oRe/t1nMS37S2RJ
        """),
    Fixture(
      "rgba16", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEEAYAAAAWoykDAAAAr0lEQVR42gGkAFv/AOGJVvMl06rTXinkdsl0seKGscIS2wwNqR42okRtg9w+
        XnbyrbCHvcQA3SVz4+BQMDaqoyXfdG3O1KC6g1AiSA4QRH6ZxVkrU9PAW+t18SUdKgAn10wlMaIJYCFq1cGiwBVRJjAQCMV2+7DCdoW++OK2
        LXw0eI85C3FlAMH3T4B9uH0B6yl1on7aMkP1AOyNtgfTa+4PHpx3px0bylU4XS3FFqLvjE4Bi7vTBQAAAABJRU5ErkJggg==
        """,
      pixels: """
        4VYlXuTJhsLbHqJtXvKw3XPgqiV0oIMiRJlZwOvxJ0wxIdWiJhDFwoX4fHg5wU9963V+9ey27h53yjgt
        """),
    Fixture(
      "palette4", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEBAMAAAC0HehzAAAAMFBMVEUaAnDEJXxjYaJTRQYQ3ay5ct41gU3DY6dzU8woT+BkbipoKOJ2twje
        0Vf7UGib06EBnLrnAAAAGElEQVR42mPIyutiuKycxzApZwnDy9v1ADBDBqyB6tV8AAAAAElFTkSuQmCC
        """,
      pixels: """
        NYFNZG4qNYFN+1Boc1PM3tFXU0UGY2GiU0UGNYFNKE/gY2GiNYFNdrcIZG4q+1BoKE/g3tFXaCjiw2On
        """),
    Fixture(
      "palette4Transparent", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEBAMAAAC0HehzAAAAMFBMVEUaAnDEJXxjYaJTRQYQ3ay5ct41gU3DY6dzU8woT+BkbipoKOJ2twje
        0Vf7UGib06EBnLrnAAAAA3RSTlMAgP/s97MYAAAAGElEQVR42mNwKNFnkHqpy9DQ+ZDBttkBACVwBP6FIiKoAAAAAElFTkSuQmCC
        """,
      pixels: """
        EN2sGgJww2OnEN2sY2GixCV8ZG4q+1BoKE/gY2Gic1PMGgJwc1PMKE/g+1BoU0UG3tFXc1PMU0UGEN2s
        """),
    Fixture(
      "rgb8Interlaced", 5, 4, 3,
      file: """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAIAAAG+VlKBAAAAT0lEQVR42gFEALv/AITzDQBhXkMAA/+sALwS2pxi/9LrOQDC6RvSvhMA7tTl
        Qah/AD7A8ZEl+xDCQUtnok+nlQBkXMN14CgsLiepskiWBMYxih9e+X+J9wAAAABJRU5ErkJggg==
        """,
      pixels: """
        hPMNwukbA/+s0r4TYV5DPsDxkSX7EMJBS2eiT6eVvBLa7tTlnGL/Qah/0us5ZFzDdeAoLC4nqbJIlgTG
        """),
    Fixture(
      "jpegRGB420", 18, 13, 3,
      file: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8t
        MC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAAR
        CAANABIDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEG
        E1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWG
        h4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEB
        AQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYk
        NOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0
        tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDzuw8NdPk/SuksPDXT5P0rv9P0m344/Suk
        0/Sbfjj9K7M/4wqa6s83hjiKfunmg8NcD5P0or2MaRBgf4UV+fvjCp3Z+oriKZ//2Q==
        """,
      pixels: """
        AAT6BgX3EwTzIgXtMwPjQgLcTwPVXAPNZwbHdAa/gQa3kAaxoQWnrgSivQSdygSV2wSN4gWIBhP4DRT4GxPyKxPrOhLkSBLaWBLVYhLLbxTH
        exa+iRW4mBWvqBSothOgxBSd0RKU4xOL6hSGCCTqESXoHiXlLSXdPiLWTCLMWyLHZiO+cyW5fiawjCermiahqySauiSSxySP1CSH5SR97CV4
        CjbdETbcHzfXLTbRPTXITTXBWza6ZzWyczisfzejjTidmziTqzeMuzaFyTeC1TZ55jdy7TZsDEzUEkzSIE3OL03JP0y/Tkq4XEyvaEundE6j
        gE2ajU+SnU+LrE6DvEx8yk1510tw501p7kxjCV3NEV/LH2DILV/APF64S12vWl6oZV6hcmCafWGSjGGMmmGCqmB7uF9zyF9w1F9o5F9g62Bb
        B3DLDXHHG3HEKXG9OW+1SHCtVm+lYnCdb3OYeXOPiXOIl3OBpnF3tnJxwnFt0XFl4XJe6HJYBITFC4XEGYa/J4W5N4SwSISpVYSgYYSYbIaT
        eYaMh4eFlYd+pYZ0tIZuwoVpz4Vi4IVZ54VUAZa+CZe7F5i3JpiyNpeoR5eiVJibX5iSapiNd5iFhZl9lJp2pJlss5lmwpljzpha35lT55lO
        A6u2Cq20Ga2vJ6ynN6ugRqyXVqyTYayLbK2DeK58h651la5spa1ktK1dw61a0K1T4KxH561CBL6pDMCnG8CiKsCbOr+USb+LWL+HY79+bsB2
        ecFvicFomMJgp8BYt8FRxsBO0r9G4L456L40B8+hD9GfHtGaLdGUPdCMTdCEW9B/ZtB2cdFvftFnjNJgm9NYqtFQutJKydFH1dA+488y688u
        DN6fE+CdIuCaMN+SQN6JUd6AXt97a990deBsguBkkOFenuFUruBNveBGzOBD2eA76d8y8N8t
        """),
    Fixture(
      "jpegRGB444Progressive", 18, 13, 3,
      file: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8t
        MC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wgAR
        CAANABIDAREAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABQQG/8QAGAEBAQADAAAAAAAAAAAAAAAABQYCBAf/2gAMAwEAAhADEAAAAc7U
        aaQtHYaunlydISjsNX//xAAaEAADAQADAAAAAAAAAAAAAAAAAgMEARMU/9oACAEBAAEFAkzCZjzE5KTkp1cH/8QAGBEAAwEBAAAAAAAAAAAA
        AAAAAAEEAxP/2gAIAQMBAT8BlpJaRUkurJdWdmf/xAAYEQADAQEAAAAAAAAAAAAAAAAAAwQCFP/aAAgBAgEBPwF9o+07R9Gh9Gjo0f/EABQQ
        AQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8CX//EABcQAAMBAAAAAAAAAAAAAAAAAAAgYXH/2gAIAQEAAT8hkSMIl//aAAwDAQACAAMAAAAQ
        ZNl//8QAGBEBAQEBAQAAAAAAAAAAAAAAACExARH/2gAIAQMBAT8QxrGo6jRueL//xAAYEQADAQEAAAAAAAAAAAAAAAAAITEBEf/aAAgBAgEB
        PxC7Ls16OjpvQ//EABsQAAICAwEAAAAAAAAAAAAAAAAhAcERMaHR/9oACAEBAAE/ENdTXUhYqILgguEY48P/2Q==
        """,
      pixels: """
        AQH/DQH3HQHsLAHnOADlRAHdVgDVYwDMcQHJfgHBjwC2nQCxqACttQCnxwCd1ACV5ACL6AGLAhT8DxT0HhPpLRPkORTgRhPaWBPQYxLHchPF
        fxS8kBKznhOsqROqthOkyBKa1BGR5hOI6hOIACjwCyjoHCjeKifYNSfUQifOVCbEYSa8bye5eyexjCenmiahpiadsyaXxSaN0SaG4iZ75Sh8
        ADroCjndGznVKTnNNDnLQjnGVDm8YDizbzqwezmnizmdmTiXpTiTszmOxTiE0Th74jl05TlxAk7iDk3aIEzPLk3KOU3GR0zBWE22ZEyuck2s
        fkyjkEyZnkyUqU2QuEyKyEyA1Et350xu6kxtAV/ZDmDQIF/ILV/AOF++Rl64V16uZF6mcl+hfl+akF6PnV6JqV6Ft12AyF511F5u5l1l6l9k
        AHTOCnPGHHK7KXK2NXKxQnOtU3KhYHKab3OWe3KNjXKDmnJ9pXJ7tHJ0xHFr0XFh4nJa5nJZAIbIC4bBHYa2KoWxNoWuRIaoVYSeYYWVb4WS
        fIWKjoWAm4V6poV2tYVxxYRm0oRe44RU54VUAJi+CZi2GpmsKZmnNJmjQpqeVJmUYJiLbJmFeJl+iph0mJlvpJlrsZpmw5pcz5lT5ZhI6plH
        Aau8Dqu0H6uqLaqkOKqiRqubWKqTZauJcauDfat8j6txnKpsqKtot6tjx6tY1KtR6KhG7alGAL+wDb+pHr+eLb+aOL+WRsCRWL+HZL5+b794
        fL9wjr9mnL9hp79dt79Yx8BO079G5rs76bw7ANKlDNKdHtKTLNOON9OKRtOFV9N7Y9JzbtNtfNJljdJbnNJWptNStdNNxtRD09I65c4y6NAy
        AuOhD+OZH+OPLuKJOeKHR+OAWeJ4ZuNuceNpfuNhkONXneJRqONNt+NIyOM+1eM25+Av6+Iv
        """),
    Fixture(
      "jpegGrey", 18, 13, 1,
      file: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8t
        MC0oMCUoKSj/wAALCAANABIBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQR
        BRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4
        eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEB
        AAA/APFvh/8A8s/wr6V+H/8Ayz/CvZIv9Un0FfA3w/8A+Wf4V9K/D/8A5Z/hXskX+qT6Cv/Z
        """,
      pixels: """
        AA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nw
        f4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDs
        AA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDsAA8cKDpHU2Nwf4uYqrfD0uDs
        """),
    Fixture(
      "jpegCMYK", 18, 13, 3,
      file: """
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAt
        KDAlKCko/8AAFAgADQASBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAAB
        fQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hp
        anN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5
        +v/aAA4EQwBNAFkASwAAPwD2j4gf8tPxr1H/AIWL/wBNv1rxrw/oX3fkr1H/AIWL/wBNv1r5q+IH/LT8aP8AhYv/AE2/WvS/D+hfd+Sj/hYv
        /Tb9a8al/wBa/wBTR/wsX/pt+tdkuhfKPk7Uf8LF/wCm36199fED/lp+NfI//CVX3r+tch4f06H5f8K+W/7WvP8Ansa+aviB/wAtPxo/4Sq+
        9f1r0rw/p0Py/wCFH9rXn/PY141L/rX+po/4Sq+9f1rs106HaPp6Uf2tef8APY1//9k=
        """,
      pixels: """
        //8B8P8G5P8O1/8Vxf8cuP8jrP8rnf8wkP85gP8+dP9GZ/9NVf9USf9bPP9jLf9pH/9xEv927dwH39wM1NwUyNwat9whq9wnoNwuktw0htw7
        d9xAbNxIYNxPT9xVRNxbONxjKtxoHdxwEdx02bkOzLkUwrkat7kgqLklnbkskrkzhrk3e7k+bblDY7lKWLlQSLlWPrlcM7ljJrlnGrlvD7lz
        x5sUu5sYspseqJskmpspkJsvhps0e5s5cJs/ZJtEW5tKUJtQQptVOZtbL5thI5tlGJtsDptws34WqH4aoH4gl34lin4pgX4ueX40bn43ZX4+
        Wn5BUX5HSH5MPH5RM35WKn5bIH5fFn5lDX5poWYZmGYckGYhiGYmfGYqdGYvbWY0Y2Y3W2Y9UWZASWZFQWZJNmZOLmZSJmZXHGZbFGZgC2Zj
        jU4bhU4efk4id04nbU4qZk4uX04yV042UE46R049QE5COU5GL05JKE5NIU5SGU5VEU5aCk5cezsbdDsebjsiaDslXzsoWTssUzsvTDsyRTs2
        Pjs5ODs9MjtAKTtEIztHHTtLFjtNDztSCTtUZyoaYSodXCogVyojUColSiooRSosPyouOioxNCozLyo2Kio5Iio8HSo/GCpCEipEDSpIBypK
        VRwZUBwaTBwdSBwfQhwiPRwkORwnNBwpMBwrKxwtJxwwIhwyHBw0GBw3FBw5Dxw7Chw+BhxAQREVPREWOhEYNxEaMhEcLxEdLBEfKBEhJREj
        IREkHhEmGhEoFhEqExErDxEtCxEvCBExBREyNwoTNAoUMQoWLgoYKgoZKAobJQocIgodHwofHAogGQoiFgojEgolEAomDQooCgopBworBAos
        NwYVNAYWMQYYLgYZKgYbKAYcJQYeIgYfHwYhHAYiGQYkFgYlEgYnEAYoDQYqCgYrBwYtBAYu
        """),
    Fixture(
      "jpegOriented", 18, 13, 3,
      file: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJ
        ChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgo
        KCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAANABIDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcI
        CQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6
        Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW
        19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAEC
        AxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0
        dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oA
        DAMBAAIRAxEAPwDzuw8NdPk/SuksPDXT5P0rv9P0m344/Suk0/Sbfjj9K7M/4wqa6s83hjiKfunmg8NcD5P0or2MaRBgf4UV+fvjCp3Z+ori
        KZ//2Q==
        """,
      pixels: """
        AAT6BgX3EwTzIgXtMwPjQgLcTwPVXAPNZwbHdAa/gQa3kAaxoQWnrgSivQSdygSV2wSN4gWIBhP4DRT4GxPyKxPrOhLkSBLaWBLVYhLLbxTH
        exa+iRW4mBWvqBSothOgxBSd0RKU4xOL6hSGCCTqESXoHiXlLSXdPiLWTCLMWyLHZiO+cyW5fiawjCermiahqySauiSSxySP1CSH5SR97CV4
        CjbdETbcHzfXLTbRPTXITTXBWza6ZzWyczisfzejjTidmziTqzeMuzaFyTeC1TZ55jdy7TZsDEzUEkzSIE3OL03JP0y/Tkq4XEyvaEundE6j
        gE2ajU+SnU+LrE6DvEx8yk1510tw501p7kxjCV3NEV/LH2DILV/APF64S12vWl6oZV6hcmCafWGSjGGMmmGCqmB7uF9zyF9w1F9o5F9g62Bb
        B3DLDXHHG3HEKXG9OW+1SHCtVm+lYnCdb3OYeXOPiXOIl3OBpnF3tnJxwnFt0XFl4XJe6HJYBITFC4XEGYa/J4W5N4SwSISpVYSgYYSYbIaT
        eYaMh4eFlYd+pYZ0tIZuwoVpz4Vi4IVZ54VUAZa+CZe7F5i3JpiyNpeoR5eiVJibX5iSapiNd5iFhZl9lJp2pJlss5lmwpljzpha35lT55lO
        A6u2Cq20Ga2vJ6ynN6ugRqyXVqyTYayLbK2DeK58h651la5spa1ktK1dw61a0K1T4KxH561CBL6pDMCnG8CiKsCbOr+USb+LWL+HY79+bsB2
        ecFvicFomMJgp8BYt8FRxsBO0r9G4L456L40B8+hD9GfHtGaLdGUPdCMTdCEW9B/ZtB2cdFvftFnjNJgm9NYqtFQutJKydFH1dA+488y688u
        DN6fE+CdIuCaMN+SQN6JUd6AXt97a990deBsguBkkOFenuFUruBNveBGzOBD2eA76d8y8N8t
        """),
  ]
}
