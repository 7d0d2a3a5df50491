"""The messages of CoreML: which fields each may have (specification 9).

Those by which a file is recognised stand in `marks`.
"""

from ostiary.formats.model.protobuf.wire import shape

DESCRIPTION = shape("b1 b10-13 b20-21 b50 b100")
METADATA = shape("b1-4 b100")
WRAPPED = shape("b1")
PIPELINE = shape("b1-2")
NETWORK = shape("b1-2 v5-6 b10 b100-101 b200")
LAYER = shape(
    "b1-5 v10 b100 b120 b130 b140 b150 b160 b165 b170 b175 b180 b190 b200 b210-212 b220"
    " b230-231 b240 b245 b250 b260-261 b270 b280 b290 b300-301 b310 b320 b330 b340 b345 b350"
    " b400 b410 b420 b430 b500 b600 b605 b615 b620 b625 b635 b640 b660 b665 b670 b680 b685 b700"
    " b710 b715 b720 b730 b735 b740 b750 b755 b760 b770 b775 b780 b790 b795 b815 b820 b825 b827"
    " b830 b832 b840 b845 b850 b855 b865 b870 b875 b880 b885 b890 b895 b900 b905 b920 b925 b930"
    " b935 b940 b945 b950 b952 b954 b960 b965 b975 b980 b985 b995 b1000 b1005 b1015 b1020 b1025"
    " b1040 b1045 b1065 b1070 b1080 b1085 b1090 b1100 b1105 b1110 b1120 b1125 b1130 b1135 b1140"
    " b1145 b1150 b1155 b1170 b1175 b1180 b1190 b1195 b1200 b1210 b1215 b1220 b1230 b1250 b1255"
    " b1260 b1265 b1270 b1275 b1280 b1285 b1290 b1295 b1313 b1315 b1320 b1325 b1330 b1350 b1400"
    " b1450 b1455 b1460-1461 b1465-1466 b1470-1471"
)
CUSTOM = shape("b10 b20 b30 b40")
BRANCH = shape("b1-2")
LOOP = shape("v1 b2-4")
LINKED = shape("b1")
LINKED_FILE = shape("b1-2")
STRING_PARAMETER = shape("b1")
PROGRAM = shape("v1 b2-4")
FUNCTION = shape("b1-4")
BLOCK = shape("b1-4")
OPERATION = shape("b1-5")
ENTRY = shape("b1-2")
ARGUMENT = shape("b1")
BINDING = shape("b1-2")
VALUE = shape("b1-3 b5")
IMMEDIATE = shape("b1-4")
BLOB = shape("b1 v2")
