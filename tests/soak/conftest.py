"""The soak's modules import each other as a script's do."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
