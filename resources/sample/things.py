"""What the sample school owns: places, types, kits with what is inside, and single things."""

_MAIN = "Main Building"
_SIXTH = "Sixth Form Centre"

PLACES = (
    (_MAIN, "building", "MB"),
    (_SIXTH, "building", "SF"),
    (f"{_MAIN} › Media Store", "room", "MB-MS"),
    (f"{_MAIN} › Science Prep Room", "room", "MB-SC"),
    (f"{_MAIN} › Music Room", "room", "MB-MU"),
    (f"{_MAIN} › Library", "room", "MB-LI"),
    (f"{_MAIN} › Sports Hall", "room", "MB-SH"),
    (f"{_MAIN} › Workshop", "room", "MB-WS"),
    (f"{_SIXTH} › Help Desk", "room", "SF-HD"),
    (f"{_SIXTH} › Studio", "room", "SF-ST"),
)
SHELVES = (
    (f"{_MAIN} › Media Store", "MB-MS", 6),
    (f"{_MAIN} › Science Prep Room", "MB-SC", 4),
    (f"{_MAIN} › Music Room", "MB-MU", 3),
    (f"{_MAIN} › Library", "MB-LI", 4),
    (f"{_MAIN} › Workshop", "MB-WS", 3),
    (f"{_SIXTH} › Help Desk", "SF-HD", 3),
    (f"{_SIXTH} › Studio", "SF-ST", 2),
)
TYPES = (
    ("Photo & Video", "camera"), ("Photo & Video › Camera", "camera"),
    ("Photo & Video › Camera › Cinema camera", "video"), ("Photo & Video › Lens", "aperture"),
    ("Photo & Video › Tripod", "ruler"), ("Photo & Video › Light", "lightbulb"),
    ("Photo & Video › Filming kit", "backpack"),
    ("Audio", "headphones"), ("Audio › Microphone", "mic"), ("Audio › Headphones", "headphones"),
    ("Audio › Recorder", "radio"), ("Audio › Speaker", "speaker"),
    ("Audio › Podcast kit", "package-open"),
    ("Computing", "laptop"), ("Computing › Laptop", "laptop"), ("Computing › Tablet", "tablet"),
    ("Computing › Charger", "plug-zap"), ("Computing › Projector", "projector"),
    ("Computing › Memory card", "memory-stick"), ("Computing › Robotics kit", "puzzle"),
    ("Science", "flask-conical"), ("Science › Microscope", "microscope"),
    ("Science › Balance", "scale"), ("Science › Sensor", "gauge"),
    ("Science › Telescope", "telescope"), ("Science › Field kit", "compass"),
    ("Music", "music"), ("Music › Guitar", "guitar"), ("Music › Keyboard", "keyboard"),
    ("Music › Percussion", "music"),
    ("Sport", "bike"), ("Sport › Ball", "circle"), ("Sport › Stopwatch", "timer"),
    ("Sport › Match kit", "shirt"),
    ("Tools", "wrench"), ("Tools › Drill", "drill"), ("Tools › Soldering iron", "lightbulb"),
    ("Library", "book"), ("Library › Book", "book"), ("Library › Calculator", "calculator"),
)  # fmt: skip
_FILM, _AUDIO = "Photo & Video", "Audio"
# name, type, home, how many, parts, members (prefix, name, type, make, model, value)
KITS = (
    ("Filming kit", f"{_FILM} › Filming kit", "MB-MS-A", 10,
     "2 × Battery; 1 × Charger; 1 × Camera bag; 1 × SD card 64 GB", (
        ("AV", "Camera", f"{_FILM} › Camera", "Orbis", "V20", "649.00"),
        ("AV", "Kit lens 18-55", f"{_FILM} › Lens", "Orbis", "18-55", "180.00"),
        ("AV", "Travel tripod", f"{_FILM} › Tripod", "Steadfoot", "T3", "85.00"))),
    ("Interview kit", f"{_FILM} › Filming kit", "MB-MS-B", 6,
     "2 × XLR cable; 1 × Wind shield; 4 × AA battery", (
        ("AV", "Audio recorder", f"{_AUDIO} › Recorder", "Sonaro", "R4", "219.00"),
        ("AV", "Clip-on microphone", f"{_AUDIO} › Microphone", "Sonaro", "L1", "95.00"))),
    ("Cinema kit", f"{_FILM} › Filming kit", "SF-ST-A", 2,
     "3 × V-mount battery; 1 × Matte box; 2 × SSD 1 TB; 1 × Hard case", (
        ("AV", "Cinema camera", f"{_FILM} › Camera › Cinema camera", "Lumen", "C6", "2890.00"),
        ("AV", "Prime lens 35", f"{_FILM} › Lens", "Lumen", "P35", "740.00"),
        ("AV", "Video tripod", f"{_FILM} › Tripod", "Steadfoot", "V9", "420.00"))),
    ("Lighting kit", f"{_FILM} › Filming kit", "SF-ST-B", 4,
     "2 × Light stand; 2 × Power cable; 1 × Diffuser", (
        ("AV", "LED panel", f"{_FILM} › Light", "Brightline", "P60", "160.00"),
        ("AV", "LED panel", f"{_FILM} › Light", "Brightline", "P60", "160.00"))),
    ("Podcast kit", f"{_AUDIO} › Podcast kit", "SF-ST-A", 5,
     "2 × XLR cable; 2 × Desk stand; 1 × USB cable", (
        ("AV", "Podcast microphone", f"{_AUDIO} › Microphone", "Sonaro", "P2", "110.00"),
        ("AV", "Closed headphones", f"{_AUDIO} › Headphones", "Sonaro", "H5", "69.00"))),
    ("Robotics kit", "Computing › Robotics kit", "SF-HD-B", 8,
     "4 × Wheel; 2 × Motor; 1 × USB cable; 12 × Connector", (
        ("IT", "Robot controller", "Computing › Robotics kit", "Tinkerly", "Brick 3", "145.00"),)),
    ("Field study kit", "Science › Field kit", "MB-SC-C", 5,
     "6 × Sample bottle; 1 × Net; 1 × Identification chart", (
        ("SC", "Water sensor", "Science › Sensor", "Labora", "W1", "132.00"),
        ("SC", "Hand lens", "Science › Field kit", "Labora", "10x", "12.50"))),
)  # fmt: skip
# prefix, name, type, home, make, model, value, how many
STOCK = (
    ("AV", "Mirrorless camera", f"{_FILM} › Camera", "MB-MS-C", "Orbis", "M7", "899.00", 14),
    ("AV", "Action camera", f"{_FILM} › Camera", "MB-MS-C", "Pico", "A2", "219.00", 8),
    ("AV", "Zoom lens 70-200", f"{_FILM} › Lens", "MB-MS-D", "Orbis", "70-200", "1290.00", 3),
    ("AV", "Macro lens 90", f"{_FILM} › Lens", "MB-MS-D", "Orbis", "90M", "540.00", 4),
    ("AV", "Photo tripod", f"{_FILM} › Tripod", "MB-MS-E", "Steadfoot", "T5", "120.00", 15),
    ("AV", "Handheld microphone", f"{_AUDIO} › Microphone", "MB-MS-F", "Sonaro", "M1", "79.00", 16),
    ("AV", "Headphones", f"{_AUDIO} › Headphones", "MB-MS-F", "Sonaro", "H3", "39.00", 30),
    ("AV", "Loudspeaker", f"{_AUDIO} › Speaker", "MB-MS-E", "Sonaro", "S8", "310.00", 6),
    ("IT", "Laptop", "Computing › Laptop", "SF-HD-A", "Kestrel", "14 G3", "720.00", 90),
    ("IT", "Laptop for design", "Computing › Laptop", "SF-HD-A", "Kestrel", "16 Pro", "1650.00", 8),
    ("IT", "Tablet", "Computing › Tablet", "SF-HD-C", "Slate", "10", "340.00", 60),
    ("IT", "USB-C charger", "Computing › Charger", "SF-HD-C", "Kestrel", "65 W", "29.00", 40),
    ("IT", "Projector", "Computing › Projector", "SF-HD-B", "Brightline", "X1", "480.00", 8),
    ("SC", "Microscope", "Science › Microscope", "MB-SC-A", "Labora", "MX4", "265.00", 24),
    ("SC", "Precision balance", "Science › Balance", "MB-SC-B", "Labora", "B200", "390.00", 4),
    ("SC", "Temperature sensor", "Science › Sensor", "MB-SC-D", "Labora", "T1", "58.00", 20),
    ("SC", "Telescope", "Science › Telescope", "MB-SC-D", "Farsight", "130", "360.00", 3),
    ("MU", "Acoustic guitar", "Music › Guitar", "MB-MU-A", "Alder", "G2", "145.00", 14),
    ("MU", "Stage keyboard", "Music › Keyboard", "MB-MU-B", "Tonica", "61", "280.00", 6),
    ("MU", "Cajón", "Music › Percussion", "MB-MU-C", "Alder", "C1", "89.00", 5),
    ("SP", "Football", "Sport › Ball", "MB-SH", "", "", "18.00", 20),
    ("SP", "Stopwatch", "Sport › Stopwatch", "MB-SH", "Ticka", "S1", "11.00", 16),
    ("WS", "Cordless drill", "Tools › Drill", "MB-WS-A", "Bolder", "18V", "99.00", 6),
    ("WS", "Soldering iron", "Tools › Soldering iron", "MB-WS-B", "Bolder", "60 W", "42.00", 10),
    ("LI", "Graphic calculator", "Library › Calculator", "MB-LI-A", "Ratio", "GX", "84.00", 40),
    ("LI", "Set text: The Lighthouse", "Library › Book", "MB-LI-B", "", "", "7.99", 30),
    ("LI", "Field guide to birds", "Library › Book", "MB-LI-C", "", "", "14.50", 16),
)  # fmt: skip
