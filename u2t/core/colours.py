"""Colours of figures on maps, from the least to the most."""

#: For burdens.
BURDEN = ("#fff3e0", "#fdd9a5", "#fbb36a", "#ef7d3c", "#d0481b", "#8f2409")
#: For what is good or neither.
GOOD = ("#eff9f6", "#bfe3da", "#8ccabf", "#52a8a0", "#21807f", "#0b5560")
