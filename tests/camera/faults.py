"""The faults of the labelled clips in three strengths, as filters from [scene] to [out]."""

WEAK, MEDIUM, STRONG = range(3)
STRENGTHS = ("weak", "medium", "strong")
BEGIN_S, END_S, LENGTH_S = 20, 62, 68


def during(text):
    """A filter option that is on while the fault lasts."""
    return f"{text}:enable='between(t,{BEGIN_S},{END_S})'"


def swap(changed):
    """[scene] while all is well and `changed`, a chain of filters, while the fault lasts."""
    gate = f"enable='between(t,{BEGIN_S},{END_S})'"
    return f"[scene]split[well][ill];[ill]{changed}[bad];[well][bad]overlay=0:0:{gate}[out]"


def stalled(strength, rate):
    # Weak: a frame comes through now and then. Strong: only the sound goes on, to the end.
    if strength == STRONG:
        return f"[scene]trim=end={BEGIN_S}[out]"
    trickle = f"+not(mod(n,{8 * rate}))" if strength == WEAK else ""
    return f"[scene]select='not(between(t,{BEGIN_S},{END_S})){trickle}'[out]"


def frozen(strength, rate):
    held = (END_S - BEGIN_S) * rate
    chain = f"[scene]loop=loop={held}:size=1:start={BEGIN_S * rate}"
    if strength == WEAK:
        # A clock that the recorder draws goes on over the dead picture.
        return (f"{chain}[held];testsrc=size=320x240:rate={rate},crop=96:56:200:170[tick];"
                "[held][tick]overlay=x=8:y=8:shortest=1[out]")
    return chain + "[out]"


def black(strength, _rate):
    level = ("eq=contrast=0.08:brightness=-0.46", "lutyuv=y=20:u=128:v=128,noise=alls=4:allf=t",
             "lutyuv=y=16:u=128:v=128")[strength]
    return swap(level)


def overexposed(strength, _rate):
    level = ("eq=brightness=0.3", "eq=brightness=0.6:contrast=1.3",
             "lutyuv=y='min(235,val*3+120)'")[strength]
    return swap(level)


def covered(strength, _rate):
    share = (0.28, 0.6, 1)[strength]
    colour = ("0x705848", "0x505458", "0x807060")[strength]
    return swap(f"drawbox=x=0:y=0:w=iw*{share}:h=ih:color={colour}:t=fill,noise=alls=4:allf=t")


def defocused(strength, _rate):
    return swap(f"gblur=sigma={(0.8, 2.2, 6)[strength]}")


def moved(strength, _rate):
    if strength == WEAK:
        return swap("scroll=hpos=0.012")
    if strength == MEDIUM:
        return swap("rotate=4*PI/180:fillcolor=gray")
    return swap("scroll=hpos=0.3:vpos=0.1")


def noise(strength, _rate):
    return swap(f"noise=alls={(14, 32, 70)[strength]}:allf=t")


def low_fps(strength, rate):
    kept, of = ((4, 5), (1, 2), (1, 5))[strength]
    return f"[scene]select='not(between(t,{BEGIN_S},{END_S}))+lt(mod(n,{of}),{kept})'[out]"


FAULTS = {maker.__name__: maker for maker in (stalled, frozen, black, overexposed, covered,
                                              defocused, moved, noise, low_fps)}
